# -*- coding: utf-8 -*-
"""第三次作业：两层网络的反向传播（tanh 隐藏层，softmax 输出，交叉熵损失）"""
import numpy as np


def softmax(z):
    # 减去最大值，防止指数溢出
    指数 = np.exp(z - z.max())
    return 指数 / 指数.sum()


def tanh(a):
    """双曲正切"""
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    K = len(y)
    雅可比 = np.zeros((K, K))
    for j in range(K):
        for k in range(K):
            if j == k:
                雅可比[j, k] = y[k] * (1 - y[k])   # 情况一：k = j
            else:
                雅可比[j, k] = -y[j] * y[k]        # 情况二：k ≠ j
    return 雅可比


def 前向(x, w1, w2):
    h = tanh(w1 @ x)
    return h, w2 @ h


def grad_z(z, t):
    # 交叉熵对 z 的导数化简以后就是 y - t
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h, z = 前向(x, w1, w2)
    print("形状检查：", w2.shape)
    return np.outer(grad_z(z, t), h)


def grad_w1(x, t, w1, w2):
    h, z = 前向(x, w1, w2)
    误差 = w2.T @ grad_z(z, t)
    return np.outer(误差 * (1 - h**2), x)
