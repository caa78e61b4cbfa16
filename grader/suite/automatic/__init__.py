"""Automatic mistakes: mechanical edits of the recipe's steps, each with its words.

    syntax     the source of a step, and expressions in it replaced by others
    edits      the edits of a step: an operand left out, a sign, a transpose, another quantity, ...
    notation   an expression as a reader of formulas writes it
    lines      a program -> its edits as functions that can stand in place of a step
    words      an edit -> the sentence that says it

They are a second tier: a mistake that an instructor described is named first, and an automatic one
is said as "this fits".  An assignment without any described mistake has them all the same.
"""
