"""Point at the expression of a student's own code where an answer goes wrong: feedback only.

A question with a wrong answer in a case that may be shown is called once more, in a module that
hands each of its values on (``sandbox.inside.rewriting`` and ``recording``).  The records tell what
each expression came to, in the order of evaluation:

    records      numbers of a student's process, checked          -> Record
    flow         which values a value was computed from           -> Flow
    vocabulary   which values right programs come past            -> Familiarity
    deciding     which of several mistakes was made, where the answers fit each
    naming       the grade with these names; what is earned stays
    factors      the factor that a right value needs
    certainty    whether an unknown value shows the slip     -> yes or no
    placing      where the answer leaves the road                 -> a record, or nothing
    raised       the line of an exception                         -> Place
    decided      the one expression that is wrong without them    -> a record, or nothing
    source       that place in the file that was handed in        -> Place
    locate       all of it, for a graded submission

What right programs come past is found out by ``assignment.right_values`` when a suite is built: the
same recording of all right variants.  So loops, sums by index and helper functions are covered by
what right people wrote, not by rules.  It holds right intermediate values: a public suite has none.

Nothing here changes a mark.  The recorder lies in the student's process and may be lied to: that
misleads nobody but the reader of the same student's page.
"""
