import numpy as np

# golfed it a bit, sorry :)
softmax = lambda z: (lambda e: e / e.sum())(np.exp(z - z.max()))
tanh = lambda a: np.tanh(a)
softmax_jacobian = lambda z: (lambda y: y[:, None] * (np.eye(len(y)) - y))(softmax(z))
grad_z = lambda z, t: softmax(z) - t
grad_w2 = lambda x, t, w1, w2: (lambda h: np.outer(softmax(w2 @ h) - t, h))(tanh(w1 @ x))
grad_w1 = lambda x, t, w1, w2: (
    lambda h: np.outer((1 - h * h) * ((softmax(w2 @ h) - t) @ w2), x)
)(tanh(w1 @ x))
