"""Match people: one rule for the roster, the platforms' files and the names instructors type.

names     which spellings of a name may mean one person
index     the rows of a list that fit one person
match     the owner of each row of a list
lookup    the person whom an instructor means
"""
