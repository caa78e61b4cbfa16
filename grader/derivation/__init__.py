"""Check a written derivation, line by line: every cross is a proof.

The stages, in the order in which a document passes them; imports run against it:

grammar      a formula's text to a tree
source       a document to chains of formulas
names        what each name means
evaluation   the value of a tree at random points
judging      which line breaks, with the proof
slips        the repair of a broken line; planted slips
reporting    page, terminal, JSON, record

checker runs all of it, text to ``DerivationReport``; ``specfile`` reads the specification.
``process`` and ``child`` do the same in a process of its own, for texts of strangers.
``verify`` checks the instructor's own derivation, with slips planted in it.
"""
