import numpy as np
def softmax(z): return np.exp(z - z.max()) / np.exp(z - z.max()).sum()
def tanh(a): return np.tanh(a)
def softmax_jacobian(z): return np.diag(softmax(z)) - np.outer(softmax(z), softmax(z))
def grad_z(z, t): return softmax(z) - t
def grad_w2(x, t, w1, w2): return np.outer(grad_z(w2 @ np.tanh(w1 @ x), t), w1 @ x)  # slip
def grad_w1(x, t, w1, w2): return np.outer(w2.T @ grad_z(w2 @ np.tanh(w1 @ x), t) * (1 - np.tanh(w1 @ x) ** 2), x)
