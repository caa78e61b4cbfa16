"""A graph of scalars that knows its own derivatives."""

import math

import numpy as np


class Value:
    def __init__(self, data, parents=()):
        self.data, self.parents, self.grad = data, parents, 0.0

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        value = math.tanh(self.data)
        return Value(value, ((self, 1 - value**2),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.parents:
                parent.grad += slope * node.grad


def _probabilities(scores):
    m = max(s.data for s in scores)
    e = [math.exp(s.data - m) for s in scores]
    return [v / math.fsum(e) for v in e]


def _probability(scores, k):
    y = _probabilities(scores)
    return Value(y[k], tuple((s, y[k] * ((l == k) - y[l])) for l, s in enumerate(scores)))


def _cross_entropy(scores, t):
    y = _probabilities(scores)
    m = max(s.data for s in scores)
    lse = m + math.log(math.fsum(math.exp(s.data - m) for s in scores))
    value = sum(tk * (lse - s.data) for tk, s in zip(t, scores))
    return Value(value, tuple((s, yk - tk) for s, yk, tk in zip(scores, y, t)))


def _values(array):
    return [_values(a) if a.ndim else Value(float(a)) for a in np.asarray(array)]


def _dot(u, v):
    total = Value(0.0)
    for p, q in zip(u, v):
        total = total + p * q
    return total


def softmax(z):
    return np.array(_probabilities(_values(z)))


def tanh(a):
    return np.array([Value(float(v)).tanh().data for v in a.flat]).reshape(a.shape)


def softmax_jacobian(z):
    rows = []
    for k in range(len(z)):
        scores = _values(z)
        _probability(scores, k).backward()
        rows.append([s.grad for s in scores])
    return np.array(rows)


def grad_z(z, t):
    scores = _values(z)
    _cross_entropy(scores, t).backward()
    return np.array([s.grad for s in scores])


def _run(x, t, w1, w2):
    first, second, inputs = _values(w1), _values(w2), _values(x)
    hidden = [_dot(row, inputs).tanh() for row in first]
    _cross_entropy([_dot(row, hidden) for row in second], t).backward()
    return first, second


def grad_w2(x, t, w1, w2):
    return np.array([[v.grad for v in row] for row in _run(x, t, w1, w2)[1]])


def grad_w1(x, t, w1, w2):
    return np.array([[v.grad for v in row] for row in _run(x, t, w1, w2)[0]])
