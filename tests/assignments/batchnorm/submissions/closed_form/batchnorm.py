import numpy as np


def normalized(x):
    std = np.std(x, axis=0, keepdims=True)
    spread = np.sqrt(std**2 + 1e-5)
    return (x - np.mean(x, axis=0, keepdims=True)) / spread, spread


class Layer:
    """What every layer keeps."""

    def __init__(self, *weights):
        self.weights = weights


class BatchNorm(Layer):
    def forward(self, x):
        gamma, beta = self.weights
        self.cache = (*normalized(x), gamma)
        return np.einsum("nd,d->nd", self.cache[0], gamma) + beta

    def backward(self, dout):
        xhat, spread, gamma = self.cache
        self.dgamma = np.einsum("nd,nd->d", dout, xhat)
        self.dbeta = np.ones(len(dout)) @ dout
        n = len(dout)
        return gamma / (n * spread) * (n * dout - self.dbeta - xhat * self.dgamma)
