import numpy as np
import matplotlib.pyplot as plt


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
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    a = np.dot(w1, x)
    h = tanh(a)
    z = np.dot(w2, h)
    dz = grad_z(z, t)
    return np.outer(dz, h)


def grad_w1(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta2 = grad_z(w2.dot(hidden), t)
    delta1 = delta2.dot(w2) * (1 - hidden * hidden)
    return delta1[:, None] * x[None, :]


# first layer weights as pictures
W = np.random.randn(100, 784)
fig, axarr = plt.subplots(10, 10, figsize=(8, 8))
for i in range(10):
    for j in range(10):
        axarr[i, j].imshow(W[10 * i + j].reshape(28, 28), cmap="gray")
        axarr[i, j].axis("off")
plt.show()
