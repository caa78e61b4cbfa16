"""The durable record of a class: what was handed in, what it came to, what people decided.

``book`` is the record, ``schema`` its file; ``executions`` and ``grades`` are what is kept of a run
and of a mark, ``lateness`` what handing in late costs.
"""

from grader.gradebook.book import Attempt, Gradebook, Key, Mark, Run, with_grade

__all__ = ["Attempt", "Gradebook", "Key", "Mark", "Run", "with_grade"]
