import math
import numpy as np

# I wrote everything with loops because then the indices are the same
# as on my paper: i = input, j = hidden, k = output

def softmax(z):
    K = len(z)
    biggest = z[0]
    for k in range(K):
        if z[k] > biggest:
            biggest = z[k]
    total = 0.0
    y = np.zeros(K)
    for k in range(K):
        y[k] = math.exp(z[k] - biggest)
        total = total + y[k]
    for k in range(K):
        y[k] = y[k] / total
    return y

def tanh(a):
    out = np.zeros(np.shape(a))
    for index in np.ndindex(np.shape(a)):
        out[index] = math.tanh(a[index])
    return out

def softmax_jacobian(z):
    y = softmax(z)
    K = len(z)
    J = np.zeros((K, K))
    for j in range(K):
        for k in range(K):
            if j == k:
                J[j, k] = y[k] * (1 - y[k])
            else:
                J[j, k] = -y[j] * y[k]
    return J

def grad_z(z, t):
    y = softmax(z)
    g = np.zeros(len(z))
    for k in range(len(z)):
        g[k] = y[k] - t[k]
    return g

def forward(x, w1, w2):
    M, D = w1.shape
    K = w2.shape[0]
    a = np.zeros(M)
    for j in range(M):
        for i in range(D):
            a[j] += w1[j, i] * x[i]
    h = tanh(a)
    z = np.zeros(K)
    for k in range(K):
        for j in range(M):
            z[k] += w2[k, j] * h[j]
    return h, z

def grad_w2(x, t, w1, w2):
    h, z = forward(x, w1, w2)
    d = grad_z(z, t)
    K, M = w2.shape
    g = np.zeros((K, M))
    for k in range(K):
        for j in range(M):
            g[k, j] = d[k] * h[j]
    return g

def grad_w1(x, t, w1, w2):
    h, z = forward(x, w1, w2)
    d = grad_z(z, t)
    K, M = w2.shape
    D = len(x)
    g = np.zeros((M, D))
    for j in range(M):
        back = 0.0
        for k in range(K):
            back += d[k] * w2[k, j]
        for i in range(D):
            g[j, i] = back * (1 - h[j] * h[j]) * x[i]
    return g
