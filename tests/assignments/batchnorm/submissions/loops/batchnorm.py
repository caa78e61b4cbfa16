import math


class BatchNorm:
    """Numbers one by one; lists come out."""

    def __init__(self, gamma, beta):
        self.gamma, self.beta = list(gamma), list(beta)

    def forward(self, x):
        n, d = len(x), len(x[0])
        self.std, self.xhat = [], [[0.0] * d for _ in range(n)]
        for j in range(d):
            mean = sum(x[i][j] for i in range(n)) / n
            var = sum((x[i][j] - mean) ** 2 for i in range(n)) / n
            self.std.append(math.sqrt(var + 1e-5))
            for i in range(n):
                self.xhat[i][j] = (x[i][j] - mean) / self.std[j]
        return [[g * h + b for g, h, b in zip(self.gamma, row, self.beta)] for row in self.xhat]

    def backward(self, dout):
        n, d = len(dout), len(dout[0])
        self.dbeta = [sum(dout[i][j] for i in range(n)) for j in range(d)]
        self.dgamma = [sum(dout[i][j] * self.xhat[i][j] for i in range(n)) for j in range(d)]
        dx = [[0.0] * d for _ in range(n)]
        for j in range(d):
            scale = self.gamma[j] / (n * self.std[j])
            for i in range(n):
                inner = n * dout[i][j] - self.dbeta[j] - self.xhat[i][j] * self.dgamma[j]
                dx[i][j] = scale * inner
        return dx
