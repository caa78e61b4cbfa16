import numpy as np


def softmax(z):
    """f(z_k) = exp(z_k) / sum_l exp(z_l)"""
    c = np.max(z)
    num = np.exp(z - c)
    den = np.sum(np.exp(z - c))
    return num / den


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
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta2 = grad_z(w2.dot(hidden), t)
    delta1 = delta2.dot(w2) * (1 - hidden * hidden)
    return delta1[:, None] * x[None, :]


# test
y_test = softmax(W2 @ tanh(W1 @ X_train[0]))
print(y_test)
