"""As derived on paper: every symbol has a name, nothing is combined."""

import numpy as np


def softmax(z):
    largest_score = max(z)
    numerators = []
    for score in z:
        numerators.append(np.exp(score - largest_score))
    denominator = sum(numerators)
    probabilities = []
    for numerator in numerators:
        probabilities.append(numerator / denominator)
    return np.array(probabilities)


def tanh(a):
    exp_of_minus_2_abs_a = np.exp(-2 * np.abs(a))
    numerator = 1 - exp_of_minus_2_abs_a
    denominator = 1 + exp_of_minus_2_abs_a
    return np.sign(a) * numerator / denominator


def derivative_of_softmax(j, k, f):
    if k == j:
        return f[k] * (1 - f[k])
    return -f[k] * f[j]


def softmax_jacobian(z):
    f = softmax(z)
    number_of_classes = len(f)
    jacobian = np.full((number_of_classes, number_of_classes), np.nan)
    for j in range(number_of_classes):
        for k in range(number_of_classes):
            jacobian[j, k] = derivative_of_softmax(j, k, f)
    return jacobian


def grad_z(z, t):
    f = softmax(z)
    dE_dz = []
    for k in range(len(z)):
        first_term = -t[k] * (1 - f[k])
        second_term = 0
        for l in range(len(z)):
            if l != k:
                second_term = second_term + t[l] * f[k]
        dE_dz.append(first_term + second_term)
    return np.array(dE_dz)


def grad_w2(x, t, w1, w2):
    hidden = tanh(np.sum(w1 * x, axis=1))
    scores = np.sum(w2 * hidden, axis=1)
    dE_dz = grad_z(scores, t)
    rows = []
    for k in range(len(scores)):
        rows.append(dE_dz[k] * hidden)
    return np.vstack(rows)


def grad_w1(x, t, w1, w2):
    hidden = tanh(np.sum(w1 * x, axis=1))
    scores = np.sum(w2 * hidden, axis=1)
    dE_dz = grad_z(scores, t)
    rows = []
    for j in range(len(hidden)):
        dE_dh_j = 0
        for k in range(len(scores)):
            dE_dh_j = dE_dh_j + dE_dz[k] * w2[k, j]
        dh_j_da_j = 1 - hidden[j] ** 2
        rows.append(dE_dh_j * dh_j_da_j * x)
    return np.vstack(rows)
