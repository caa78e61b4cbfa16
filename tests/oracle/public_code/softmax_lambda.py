import numpy as np

class Net:
    """net = Net(w1, w2); net.forward(x); net.backward(t)"""
    def __init__(self, w1, w2):
        self.w1, self.w2 = w1, w2

    def forward(self, x):
        self.x = x
        self.a1 = self.w1.dot(x)
        self.z1 = tanh(self.a1)
        self.a2 = self.w2.dot(self.z1)
        self.out = softmax(self.a2)
        return self.out

    def backward(self, t):
        self.d2 = self.out - t
        self.dw2 = self.d2.reshape(-1, 1).dot(self.z1.reshape(1, -1))
        self.d1 = self.w2.T.dot(self.d2) * (1 - np.power(self.z1, 2))
        self.dw1 = self.d1.reshape(-1, 1).dot(self.x.reshape(1, -1))
        return self


def softmax(z):
    return lambda v: np.exp(v) / np.exp(v).sum()


def tanh(x):
    return np.tanh(x)


def softmax_jacobian(z):
    s = softmax(z)
    jacobian = -np.outer(s, s)
    jacobian[np.diag_indices(len(s))] = s * (1 - s)
    return jacobian


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    net = Net(w1, w2)
    net.forward(x)
    return net.backward(t).dw2


def grad_w1(x, t, w1, w2):
    net = Net(w1, w2)
    net.forward(x)
    return net.backward(t).dw1
