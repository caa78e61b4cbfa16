"""The formula of the paper, step by step."""

import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta

    def forward(self, x):
        self.centred = x - np.mean(x, axis=0)
        self.std = np.sqrt(np.var(x, axis=0, ddof=1) + 1e-5)
        self.xhat = self.centred / self.std
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        self.dbeta = np.sum(dout, axis=0)
        self.dgamma = np.sum(dout * self.xhat, axis=0)
        n = len(dout)
        dxhat = dout * self.gamma
        dvar = np.sum(dxhat * self.centred, axis=0) * -0.5 * self.std**-3
        dmean = np.sum(-dxhat / self.std, axis=0)
        return dxhat / self.std + dvar * 2 * self.centred / n + dmean / n
