"""Check a written derivation, line by line: every cross is a proof.

document, macros     where the formulas of a text stand
lexer .. parser      LaTeX to a tree that knows indices
evaluator, points    the tree's value at random points, by a specification (``specfile``)
judge, proof, repair what breaks, why that is certain, and what would hold
checker              all of it: text to ``DerivationReport``
page, text, record   a report as a page, as terminal text, and as plain values
process, child       the same in a process of its own, for texts of strangers
verify, mutation     the instructor's own derivation, with slips planted in it
"""
