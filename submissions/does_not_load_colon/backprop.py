import numpy as np

def softmax(z):
    return np.exp(z - max(z)) / sum(np.exp(z - max(z)))

def tanh(a):
    return np.tanh(a)

def softmax_jacobian(z):
    return np.diag(softmax(z)) - np.outer(softmax(z), softmax(z))

def grad_z(z, t):
    return softmax(z) - t

def grad_w2(x, t, w1, w2):
    return np.outer(grad_z(w2 @ tanh(w1 @ x), t), tanh(w1 @ x))

def grad_w1(x, t, w1, w2)
    h = tanh(w1 @ x)
    return np.outer(w2.T @ grad_z(w2 @ h, t) * (1 - h**2), x)
