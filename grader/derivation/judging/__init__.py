"""Judge the lines: compare the sides of each chain, choose the reading, prove what breaks.

definitions, carried      names that the document defines; slips that later chains use
side_values, comparison   the values of sides at all points, and whether two agree
alternatives              other ways in which a side may be meant
steps, judge              one chain, and a whole document under one reading
readings, support         the best reading; verdicts withheld where a name is doubtful
proof, results, verdicts  counterexamples, asked results, and what can be said of a line
"""
