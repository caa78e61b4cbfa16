"""What holds of every right answer, whatever the numbers: checks that need no answer.

This file is loaded beside a student's module and asks its functions.  Each function here returns
how far a property is from holding; the words for it are in ``assignment.yaml``.  Nothing here says
how anything is computed: derivatives are compared with differences of the student's own functions.
"""

import math

import numpy as np
import submission

_STEP = 0.02
_STENCIL = ((1, 3 / 4), (2, -3 / 20), (3, 1 / 60))
"""Central differences of order six: with so wide a step, single precision is precise enough."""

_WEIGHTS = ("x", "t", "w1", "w2")


def _ask(name, *arguments):
    """The answer of a student's function; one that gives none is not written yet."""
    function = getattr(submission, name, None)
    returned = function(*[np.array(a) for a in arguments]) if function else None
    if returned is None:
        raise NotImplementedError(name)
    return np.asarray(returned, float)


def _largest(*arrays):
    """The largest size among the entries; infinite where one of them is no number."""
    sizes = np.concatenate([np.abs(np.ravel(a)) for a in arrays])
    return float(sizes.max()) if np.isfinite(sizes).all() else math.inf


# --- of every function ----------------------------------------------------------------------------


def _shape(name, asked):
    return lambda *given: float(_ask(name, *given).shape != asked(*given))


def _keeps(name):
    def keeps(*given):
        own = [np.array(a) for a in given]
        getattr(submission, name)(*own)
        return float(not all(map(np.array_equal, own, given)))

    return keeps


def _repeats(name):
    """The same call again, with another one in between."""

    def repeats(*given):
        first = _ask(name, *given)
        _ask(name, *[a[::-1] for a in given[:1]], *given[1:])
        return float(not np.array_equal(first, _ask(name, *given), equal_nan=True))

    return repeats


def _finite(name):
    return lambda *given: 0.0 if np.isfinite(_ask(name, *given)).all() else 1.0


softmax_shape = _shape("softmax", lambda z: z.shape)
tanh_shape = _shape("tanh", lambda a: a.shape)
softmax_jacobian_shape = _shape("softmax_jacobian", lambda z: (z.size, z.size))
grad_z_shape = _shape("grad_z", lambda z, t: z.shape)
grad_w2_shape = _shape("grad_w2", lambda x, t, w1, w2: w2.shape)
grad_w1_shape = _shape("grad_w1", lambda x, t, w1, w2: w1.shape)

softmax_keeps = _keeps("softmax")
tanh_keeps = _keeps("tanh")
softmax_jacobian_keeps = _keeps("softmax_jacobian")
grad_z_keeps = _keeps("grad_z")
grad_w2_keeps = _keeps("grad_w2")
grad_w1_keeps = _keeps("grad_w1")

softmax_repeats = _repeats("softmax")
tanh_repeats = _repeats("tanh")
softmax_jacobian_repeats = _repeats("softmax_jacobian")
grad_z_repeats = _repeats("grad_z")
grad_w2_repeats = _repeats("grad_w2")
grad_w1_repeats = _repeats("grad_w1")

softmax_jacobian_large = _finite("softmax_jacobian")
grad_z_large = _finite("grad_z")
grad_w2_large = _finite("grad_w2")
grad_w1_large = _finite("grad_w1")


# --- softmax --------------------------------------------------------------------------------------


def softmax_sums_to_one(z):
    return _largest(_ask("softmax", z).sum() - 1)


def softmax_between(z):
    y = _ask("softmax", z)
    return _largest(np.minimum(y, 0), np.maximum(y - 1, 0))


def softmax_shift(z):
    return _largest(_ask("softmax", z + 5) - _ask("softmax", z))


def softmax_odds(z):
    """One more in the first score: e times the odds against every other class."""
    more = z + np.eye(z.size)[0]
    with np.errstate(all="ignore"):
        y, y_more = _ask("softmax", z), _ask("softmax", more)
        return _largest((y_more[0] / y_more[1:]) / (y[0] / y[1:]) / math.e - 1)


def softmax_far(z):
    near = _ask("softmax", z)
    return _largest(_ask("softmax", z + 1000) - near, _ask("softmax", z - 1000) - near)


def softmax_large(z):
    """Finite, adding up to one, and the largest score has the largest probability."""
    y = _ask("softmax", z)
    return _largest(y.sum() - 1, y.max() - y[z.argmax()])


# --- tanh -----------------------------------------------------------------------------------------


def tanh_odd(a):
    return _largest(_ask("tanh", -a) + _ask("tanh", a))


def tanh_bounded(a):
    h = _ask("tanh", a)
    return _largest(np.maximum(np.abs(h) - 1, 0))


def tanh_near_zero(a):
    return _largest(_ask("tanh", a) / a - 1)


def tanh_doubles(a):
    """tanh 2a = 2 tanh a / (1 + tanh^2 a)."""
    h = _ask("tanh", a)
    with np.errstate(all="ignore"):
        return _largest(_ask("tanh", 2 * a) - 2 * h / (1 + h * h))


# --- derivatives, against differences of the student's own functions ------------------------------


def softmax_jacobian_rows(z):
    return _largest(_ask("softmax_jacobian", z).sum(axis=1))


def softmax_jacobian_symmetric(z):
    jacobian = _ask("softmax_jacobian", z)
    return _largest(jacobian - jacobian.T)


def softmax_jacobian_slope(z):
    jacobian = _ask("softmax_jacobian", z)
    return max(
        _off(jacobian @ way, _slope(lambda s, way=way: _ask("softmax", z + s * way)), jacobian)
        for way in _ways(z)
    )


def grad_z_sums_to_zero(z, t):
    return _largest(_ask("grad_z", z, t).sum())


def grad_z_slope(z, t):
    return _agrees(_ask("grad_z", z, t), z, lambda z: _error(_ask("softmax", z), t))


def grad_w2_slope(x, t, w1, w2):
    answer = _ask("grad_w2", x, t, w1, w2)
    return _agrees(answer, w2, lambda w2: _network_error(x, t, w1, w2))


def grad_w1_slope(x, t, w1, w2):
    answer = _ask("grad_w1", x, t, w1, w2)
    return _agrees(answer, w1, lambda w1: _network_error(x, t, w1, w2))


def _network_error(x, t, w1, w2):
    """E, as the question defines it, from the student's own tanh and softmax."""
    return _error(_ask("softmax", w2 @ _ask("tanh", w1 @ x)), t)


def _error(y, t):
    with np.errstate(all="ignore"):
        return -np.log(y[t.argmax()])


def _agrees(gradient, at, error):
    return max(
        _off((gradient * way).sum(), _slope(lambda s, way=way: error(at + s * way)), gradient)
        for way in _ways(at)
    )


def _ways(at):
    """Three directions, the same ones for the same numbers."""
    rng = np.random.default_rng(list(np.ascontiguousarray(at).tobytes()))
    return rng.uniform(-1, 1, (3, *at.shape))


def _slope(along):
    """The derivative of a function of one number at 0."""
    with np.errstate(all="ignore"):
        return sum(c * (along(n * _STEP) - along(-n * _STEP)) for n, c in _STENCIL) / _STEP


def _off(derivative, difference, scale):
    with np.errstate(all="ignore"):
        size = max(_largest(scale), _largest(difference), 1e-12)
        return _largest(np.asarray(derivative - difference) / size)
