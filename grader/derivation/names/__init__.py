"""Know what names mean: by the specification, by the document, and by how indices are used.

specification    the homework: quantities, functions, ranges, names, asked results
reading, sorts   one reading of all names of a document; the sort of each index letter
own_functions, samples, adjoints, numbered_names   names that a document introduces, rewritten
"""
