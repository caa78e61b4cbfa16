"""Write the four functions.  f, df and g are functions; n is an even int; kind is a text."""


def simpson(f, a, b, n):
    raise NotImplementedError


def newton(f, df, x0):
    raise NotImplementedError


def heun(g, y0, h):
    raise NotImplementedError


def average(values, kind):
    """``kind`` is "arithmetic" or "geometric"; ``values`` is a list."""
    raise NotImplementedError
