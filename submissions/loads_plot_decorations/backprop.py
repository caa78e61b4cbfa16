import numpy as np
import matplotlib.pyplot as plt
from matplotlib.ticker import Formatter


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    K = len(y)
    J = np.zeros((K, K))
    for j in range(K):
        for k in range(K):
            if j == k:
                J[j, k] = y[k] * (1 - y[k])
            else:
                J[j, k] = -y[j] * y[k]
    return J


def grad_z(z, t):
    # everything cancels and y - t is left
    y = softmax(z)
    return y - t


def grad_w2(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta = grad_z(w2.dot(hidden), t)
    return delta[:, None] * hidden[None, :]


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta = w2.T @ grad_z(w2 @ h, t) * (1 - h**2)
    return np.outer(delta, x)


class Percent(Formatter):
    def __call__(self, v, pos=None):
        return "%d %%" % (100 * v)


xs = np.linspace(-3, 3, 50)
with plt.style.context("ggplot"):
    fig, ax = plt.subplots()
    line, = ax.plot(xs, tanh(xs), label="tanh")
    n, bins, patches = plt.hist(tanh(xs), bins=10)
    ax.spines["top"].set_color("none")
    ax.spines["left"].set_position(("data", 0))
    left, right = ax.get_xlim()
    ax.set_xlim(left - 0.5, right + 0.5)
    if len(ax.lines) > 3 or ax.get_ylim()[1] > 2:
        ax.legend(loc="upper left")
    ax.xaxis.set_major_formatter(Percent())
plt.savefig("tanh.pdf")
