"""Which submissions are more alike than their class is: something to look at, never a verdict.

    bytes  ->  Prints (what is rare in a file)  ->  pairs that stand out  ->  Cluster

A fingerprint is of a few words of code in a row, with every name of the student's own replaced by
its place among them: renaming, reordering functions, spacing and comments change nothing.  What the
template holds is left out, and the rest counts by how rare it is in the class: there are few ways
to write thirty lines, and what many wrote tells nothing.  Two files are alike where most of what
either has of weight is in both; where it is somewhat less, the same unusual words (in comments,
too) or the same unusual wrong answer must come to it.

Why not a library: copydetect 0.5.0 (last released in March 2024, and it needs matplotlib) takes
12.5 s for 300 files, does not end within five minutes for 2,000, and calls a tenth of all pairs at
least 80 % alike on homework as short as this, because it knows no rarity.  Others need a runtime
that is not Python's.  Files are read by one regular expression: nothing of a student's is parsed,
compiled or run.
"""

from grader.similarity.alike import alike, similar
from grader.similarity.answers import wrong_answers
from grader.similarity.nouns import Cluster, Excerpt, ExcerptLine, Likeness, Pair
from grader.similarity.prints import METHOD, Prints, prints_of

__all__ = [
    "METHOD",
    "Cluster",
    "Excerpt",
    "ExcerptLine",
    "Likeness",
    "Pair",
    "Prints",
    "alike",
    "prints_of",
    "similar",
    "wrong_answers",
]
