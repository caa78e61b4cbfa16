# HW 3
# (late by one day, I wrote you an e-mail)
import numpy as np
import torch
import torch.nn.functional as F


def as_tensor(v, grad=False):
    return torch.tensor(np.array(v), dtype=torch.float64, requires_grad=grad)


def softmax(z):
    return F.softmax(as_tensor(z), dim=0).numpy()


def tanh(a):
    return torch.tanh(as_tensor(a)).numpy()


def softmax_jacobian(z):
    return torch.autograd.functional.jacobian(lambda v: F.softmax(v, dim=0), as_tensor(z)).numpy()


def grad_z(z, t):
    zt = as_tensor(z, True)
    F.cross_entropy(zt[None], as_tensor(t)[None]).backward()
    return zt.grad.numpy()


def grads(x, t, w1, w2):
    W1, W2 = as_tensor(w1, True), as_tensor(w2, True)
    z = W2 @ torch.tanh(W1 @ as_tensor(x))
    F.cross_entropy(z[None], as_tensor(t)[None]).backward()
    return W1.grad.numpy(), W2.grad.numpy()


def grad_w2(x, t, w1, w2):
    return grads(x, t, w1, w2)[1]


def grad_w1(x, t, w1, w2):
    return grads(x, t, w1, w2)[0]
