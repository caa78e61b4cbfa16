"""A small module that students hand in."""

from grader.intake import ExpectedModule

WANTED = ExpectedModule("answer.py", ("first", "second"))
SOURCE = b"def first(x):\n    return x\n\n\ndef second(x):\n    return 2 * x\n"
