"""Evaluate a tree at random points, for all values of its indices, with derivatives.

tensor, numbers, dual         arrays with named axes; doubles, 50 digits, intervals; slopes
points, graph                 random points, and the specification's quantities at them
evaluator                     a tree's value, by symbols, functions, vectors, matching
"""
