"""Read a document: find its formulas and the prose between them, and divide them into chains.

macros, document        formulas with their places in the file, macros expanded
declarations, naming    what the prose says: names, true class, sums that are not written
rows, layout            a display as rows, sides and conditions
statements              the document as chains of equations, each side parsed
"""
