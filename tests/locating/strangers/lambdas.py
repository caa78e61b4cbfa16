import numpy as np

softmax = lambda z: (lambda e: e / e.sum())(np.exp(z - z.max()))
tanh = lambda a: np.tanh(a)
softmax_jacobian = lambda z: (lambda y: np.diag(y) - np.outer(y, y))(softmax(z))
grad_z = lambda z, t: t - softmax(z)  # slip
hidden = lambda x, w1: tanh(w1 @ x)
grad_w2 = lambda x, t, w1, w2: np.outer(grad_z(w2 @ hidden(x, w1), t), hidden(x, w1))
grad_w1 = lambda x, t, w1, w2: (
    lambda h: np.outer(
        (w2.T @ grad_z(w2 @ h, t)) * (1 - h**2),
        x,
    )
)(hidden(x, w1))
