import numpy as np
import warnings
warnings.filterwarnings("ignore")


def sigmoid(s):
    return 1.0 / (1.0 + np.exp(-s))


def tanh(a):
    # tanh(a) = 2 sigma(2a) - 1
    return 2.0 * sigmoid(2.0 * a) - 1.0


def softmax(z):
    z = z - max(z)
    return np.exp(z) / sum(np.exp(z))


def softmax_jacobian(z):
    y = softmax(z)
    return np.array([[y[j] * (1 - y[j]) if j == k else -y[j] * y[k]
                      for k in range(len(z))]
                     for j in range(len(z))])


def grad_z(z, t):
    return np.array([y - tt for y, tt in zip(softmax(z), t)])


def grad_w2(x, t, w1, w2):
    h = tanh(np.matmul(w1, x))
    err = grad_z(np.matmul(w2, h), t)
    return np.matmul(err[:, None], h[None, :])


def grad_w1(x, t, w1, w2):
    s = sigmoid(2.0 * np.matmul(w1, x))
    h = 2.0 * s - 1.0
    err = grad_z(np.matmul(w2, h), t)
    # dh/da = 4 s (1 - s), the same as 1 - h^2
    return np.matmul((np.matmul(err, w2) * 4.0 * s * (1.0 - s))[:, None], x[None, :])
