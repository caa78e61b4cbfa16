"""The durable record of a class: what was handed in, what it came to, what people decided.

``book`` is the record and ``decisions`` what people decided; ``database`` and ``schema`` are its
file, ``rows`` what stands in it; ``executions``, ``derivations`` and ``grades`` are what is kept of
a run, of a derivation and of a mark, ``lateness`` what handing in late costs.
"""

from grader.gradebook.book import Gradebook, with_grade
from grader.gradebook.rows import Attempt, Key, Mark, Run

__all__ = ["Attempt", "Gradebook", "Key", "Mark", "Run", "with_grade"]
