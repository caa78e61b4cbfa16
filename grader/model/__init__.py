"""The frozen nouns of grading, in the order in which they come to exist.

    assignment -> Suite (Question, Case, Misconception)        what is asked
    student    -> Submission                                   what was handed in
    sandbox    -> Execution (Observation, Outcome)             what the code did
    judge      -> Verdict (Status)                             what that is worth
    diagnose   -> Diagnosis                                    why it is wrong
    grade      -> Grade (QuestionGrade)                        what the machine found
    gradebook  -> Standing (Person, Override, Lateness)        what is recorded

Nothing here computes anything but sums and look-ups.  Arrays are made read-only where they are
born (``frozen``).  Classes that hold arrays compare by identity: ``==`` on arrays has no truth.
"""

from grader.model.execution import (
    Died,
    Execution,
    Flooded,
    Frame,
    Isolation,
    NotNumeric,
    Observation,
    Outcome,
    OutOfMemory,
    Raised,
    Returned,
    SkippedStatement,
    Submission,
    Tampered,
    TimedOut,
    Undefined,
)
from grader.model.grade import (
    CheckGrade,
    Clue,
    Diagnosis,
    Grade,
    Method,
    QuestionGrade,
    Status,
    Symptom,
    SymptomKind,
    Verdict,
)
from grader.model.standing import Delivery, Label, Lateness, Override, Person, Standing
from grader.model.suite import (
    EXAMPLE,
    Array,
    Case,
    Check,
    Companion,
    Distractor,
    Draw,
    Formula,
    LatePolicy,
    Limits,
    Loading,
    Misconception,
    PairTable,
    Presentation,
    Properties,
    Property,
    Question,
    Step,
    Suite,
    Tolerance,
    frozen,
)

__all__ = [
    "EXAMPLE",
    "Array",
    "Case",
    "Check",
    "CheckGrade",
    "Clue",
    "Companion",
    "Delivery",
    "Diagnosis",
    "Died",
    "Distractor",
    "Draw",
    "Execution",
    "Flooded",
    "Formula",
    "Frame",
    "Grade",
    "Isolation",
    "Label",
    "LatePolicy",
    "Lateness",
    "Limits",
    "Loading",
    "Method",
    "Misconception",
    "NotNumeric",
    "Observation",
    "OutOfMemory",
    "Outcome",
    "Override",
    "PairTable",
    "Person",
    "Presentation",
    "Properties",
    "Property",
    "Question",
    "QuestionGrade",
    "Raised",
    "Returned",
    "SkippedStatement",
    "Standing",
    "Status",
    "Step",
    "Submission",
    "Suite",
    "Symptom",
    "SymptomKind",
    "Tampered",
    "TimedOut",
    "Tolerance",
    "Undefined",
    "Verdict",
    "frozen",
]
