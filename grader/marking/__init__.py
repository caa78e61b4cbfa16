"""Observations to a grade: compare, judge, diagnose, observe.  Pure: arrays in, values out."""
