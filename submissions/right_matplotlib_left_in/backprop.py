import os
import sys
import time
import random
import math
import copy
from collections import defaultdict, OrderedDict
import numpy as np
import numpy.random as npr
from numpy import linalg as LA
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt

npr.seed(42)

t0 = time.time()


def softmax(z):
    e_z = np.exp(z - z.max())
    return e_z / e_z.sum()


def tanh(a):
    return np.tanh(a)


# a picture of tanh and its slope for the report
xs = np.linspace(-4, 4, 200)
fig, ax = plt.subplots()
ax.plot(xs, tanh(xs), label="tanh")
ax.plot(xs, 1 - tanh(xs) ** 2, "--", label="slope")
plt.legend()
plt.title("activation")
plt.savefig("tanh.png")
plt.show()


def softmax_jacobian(z):
    s = softmax(z)
    return np.diag(s) - np.outer(s, s)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    a = w1.dot(x)
    h = tanh(a)
    z = w2.dot(h)
    return np.outer(softmax(z) - t, h)


def grad_w1(x, t, w1, w2):
    a = w1.dot(x)
    h = tanh(a)
    z = w2.dot(h)
    return np.outer(w2.T.dot(softmax(z) - t) * (1 - h * h), x)


print("time:", time.time() - t0 > -1)
