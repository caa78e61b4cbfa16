"""Point at the expression of a student's own code where an answer goes wrong: feedback only."""
