# HW 3
import os

import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))

try:
    data = np.loadtxt("measurements.csv", delimiter=",")
except FileNotFoundError:
    print("no data, random numbers instead")
    data = np.random.rand(20, 3)

if os.path.exists("weights.npy"):
    weights = np.load("weights.npy")


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    back = w2.T @ grad_z(w2 @ h, t)
    return np.outer(back * (1 - h**2), x)
