"""What holds of every logistic regression."""

import numpy as np
import submission


def _ask(name, *arguments):
    function = getattr(submission, name, None)
    returned = function(*[np.array(a) for a in arguments]) if function else None
    if returned is None:
        raise NotImplementedError(name)
    return np.asarray(returned, float)


def sigmoid_shape(s):
    return float(_ask("sigmoid", s).shape != s.shape)


def error_shape(s, t):
    return float(_ask("error", s, t).shape != s.shape)


def sigmoid_opposite(s):
    return np.abs(_ask("sigmoid", s) + _ask("sigmoid", -s) - 1).max()


def sigmoid_large(s):
    return float(not np.isfinite(_ask("sigmoid", s)).all())


def error_slope(s, t):
    def e(s):
        p = _ask("sigmoid", s)
        return -np.log(np.where(t == 1, p, 1 - p))

    with np.errstate(all="ignore"):
        return np.abs(_ask("error", s, t) - (e(s + 1e-5) - e(s - 1e-5)) / 2e-5).max()
