"""Who is who: one matcher for the roster, the platforms' files and what an instructor types.

names     which writings of a name may mean one person
index     the lines of a list that fit one person
match     whose each line of a list is
lookup    the one person whom an instructor means
"""
