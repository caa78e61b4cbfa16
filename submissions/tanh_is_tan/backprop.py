import numpy as np

def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()

def tanh(a):
    return np.tan(a)

def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)

def grad_z(z, t):
    return softmax(z) - t

def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)

def grad_w1(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    back = w2.T @ grad_z(z, t)
    slope = 1 - h ** 2
    return np.outer(back * slope, x)
