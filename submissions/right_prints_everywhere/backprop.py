import numpy as np
print("loading my homework...")

DEBUG = True


def softmax(z):
    print("softmax got", z, z.shape)
    m = z.max()
    print("max is", m)
    e = np.exp(z - m)
    print("e =", e)
    y = e / e.sum()
    print("sum of y (should be 1):", y.sum())
    return y


def tanh(a):
    print(">>> tanh <<<", a)
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    J = np.diag(y) - np.outer(y, y)
    print("J", J.shape)
    print(J)
    if DEBUG:
        print("columns sum to 0?", J.sum(axis=0))
    return J


def grad_z(z, t):
    y = softmax(z)
    print("y", y, "t", t)
    return y - t


def grad_w2(x, t, w1, w2):
    print("*" * 60)
    print("x", x.shape, "t", t.shape, "w1", w1.shape, "w2", w2.shape)
    h = tanh(np.dot(w1, x))
    z = np.dot(w2, h)
    g = np.dot(grad_z(z, t).reshape(-1, 1), h.reshape(1, -1))
    print("grad_w2", g.shape, "WORKS!!!")
    return g


def grad_w1(x, t, w1, w2):
    h = tanh(np.dot(w1, x))
    z = np.dot(w2, h)
    dh = np.dot(w2.T, grad_z(z, t))
    print("dh", dh)
    da = dh * (1 - h ** 2)
    print("da", da)
    g = np.dot(da.reshape(-1, 1), x.reshape(1, -1))
    print("grad_w1", g.shape, "also works")
    return g


print("done loading")
