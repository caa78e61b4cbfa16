"""Find submissions that are more alike than their class is: a reason to look, never a verdict.

    bytes  ->  Fingerprints (hashed k-grams)  ->  pairs that stand out  ->  SimilarFiles

A fingerprint is the hash of a k-gram: k tokens of code in a row, in which each name of the
student's own is replaced by the distance to its previous use.  Renaming, reordering functions,
spacing and comments therefore change nothing.  Fingerprints of the template are left out.  The
others weigh by their rarity in the class (inverse document frequency), because there are few ways
to write thirty lines, and code that many students wrote is no evidence.  Two files stand out if
most of their weight is in both.  A smaller share needs further evidence: the same unusual words
(comments included) or the same unusual wrong answer.

Why not a library: copydetect 0.5.0 (last released in March 2024, and it needs matplotlib) takes
12.5 s for 300 files, does not end within five minutes for 2,000, and calls a tenth of all pairs at
least 80 % alike on homework as short as this, because it ignores rarity.  Other tools need a
runtime besides Python.  One regular expression reads the files: no code of a student is parsed,
compiled or run.
"""

from grader.similarity.answers import wrong_answers
from grader.similarity.clusters import cluster_fingerprints, cluster_sources
from grader.similarity.fingerprints import METHOD, Fingerprints, fingerprints_of
from grader.similarity.likeness import Excerpt, ExcerptLine, FilePair, Likeness, SimilarFiles

__all__ = [
    "METHOD",
    "Excerpt",
    "ExcerptLine",
    "FilePair",
    "Fingerprints",
    "Likeness",
    "SimilarFiles",
    "cluster_fingerprints",
    "cluster_sources",
    "fingerprints_of",
    "wrong_answers",
]
