"""The gradebook: the durable record of a class, in one SQLite file.

book         attempts, runs, marks and the standing of each student
decisions    overrides and labels, which people made
rows         the nouns that the tables hold
database     transactions and facts about the whole
schema       the tables
executions   encode and decode a run
derivations  encode and decode what was found in a derivation
grades       encode and decode a grade
lateness     compute the cost of lateness
"""

from grader.gradebook.book import Gradebook, with_grade
from grader.gradebook.rows import Attempt, Key, Mark, Run

__all__ = ["Attempt", "Gradebook", "Key", "Mark", "Run", "with_grade"]
