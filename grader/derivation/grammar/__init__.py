"""Parse a formula: LaTeX or plain text to tokens, tokens to a tree that knows indices.

characters, lexer, plain_text   tokens, each with its place in the text
cursor, scripts, cases          what every parser of a construct needs
primaries, named, indicators,   one kind of factor each
derivatives
parser                          expression, term, factor
written_out                     sums with dots
reach                           other readings of signs without brackets
nodes, tex                      the tree, and LaTeX written from it again
vocabulary, limits              what is known beforehand, and what parsing may cost
"""
