"""Grades derivations handed in as code, and names the step that is wrong.

Theory of operation
-------------------

An instructor's folder (``assignment``) holds a computation as named steps (``recipe``), generators
of cases, and for each known mistake one wrong line in place of one step.  ``build`` makes of it a
Suite: for every case the arguments, the right answer, and what each known mistake and each pair of
them would answer.  The Suite is all that the rest ever sees: from here on there are only arrays.

A submission's functions are called in a ``sandbox``, on the arguments alone; arrays come back as
bytes.  ``judge`` says of each answer whether it is right, in this process.  ``diagnose`` looks for
the one explanation that predicts *every* answer of a question, right ones included: a known
mistake, two at once, or one times a factor; ``symptom`` describes what nobody knows.  A mistake
that an earlier question showed is carried forward and is not billed again.

``intake`` finds what was handed in.  ``report`` turns a grade into words and then into pages.  A
``desk`` does all of that to one submission after the other, in a process of its own; ``batch``
keeps several of them busy, ``gradebook`` keeps the record, and ``record`` knows what of a folder of
pages is out of date.  ``selfcheck`` is the student's own way through it, without an answer.

What a student's code does is a value (``model.Outcome``); what goes wrong with us is an exception
(``errors.GraderError``), and then the submission is ungraded, never zero.
"""

__version__ = "0.1.0"
