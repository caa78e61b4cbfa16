import math
import numpy as np


class Value:
    """A number that remembers where it came from."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents  # pairs (parent, local derivative)

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        h = math.tanh(self.data)
        return Value(h, ((self, 1 - h * h),))


def cross_entropy(zs, ts):
    top = max(z.data for z in zs)
    e = [math.exp(z.data - top) for z in zs]
    s = sum(e)
    value = math.log(s) + top - sum(t * z.data for t, z in zip(ts, zs))
    return Value(value, tuple((z, ek / s - tk) for z, ek, tk in zip(zs, e, ts)))


def backward(root):
    order, seen = [], set()

    def visit(v):
        if id(v) not in seen:
            seen.add(id(v))
            for p, _ in v.parents:
                visit(p)
            order.append(v)

    visit(root)
    root.grad = 1.0
    for v in reversed(order):
        for p, local in v.parents:
            p.grad += local * v.grad


def wrap(m):
    return [[Value(v) for v in row] for row in m]


def grads(x, t, w1, w2):
    xs, W1, W2 = [Value(v) for v in x], wrap(w1), wrap(w2)
    h = [sum((w * v for w, v in zip(row, xs)), Value(0)).tanh() for row in W1]
    z = [sum((w * v for w, v in zip(row, h)), Value(0)) for row in W2]
    backward(cross_entropy(z, t))
    return tuple(np.array([[w.grad for w in row] for row in W]) for W in (W1, W2))


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def tanh(a):
    return np.vectorize(math.tanh, otypes=[float])(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    zs = [Value(v) for v in z]
    backward(cross_entropy(zs, t))
    return np.array([v.grad for v in zs])


def grad_w2(x, t, w1, w2):
    return grads(x, t, w1, w2)[1]


def grad_w1(x, t, w1, w2):
    return grads(x, t, w1, w2)[0]
