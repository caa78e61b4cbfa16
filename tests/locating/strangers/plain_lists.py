import math


def softmax(z):
    biggest = max(z)
    result = []
    for value in z:
        result.append(math.exp(value - biggest))
    total = 0
    for value in result:
        total = total + value
    for i in range(len(result)):
        result[i] = result[i] / total
    return result


def tanh(a):
    if hasattr(a, "__len__"):
        return [tanh(value) for value in a]
    return math.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    rows = []
    for j in range(len(y)):
        row = []
        for k in range(len(y)):
            if j == k:
                row.append(y[j] * (1 - y[j]))
            else:
                row.append(y[j] * y[k])  # slip
        rows.append(row)
    return rows


def grad_z(z, t):
    y = softmax(z)
    result = []
    for i in range(len(y)):
        result.append(y[i] - t[i])
    return result


def times(matrix, vector):
    result = []
    for row in matrix:
        total = 0
        for w, v in zip(row, vector):
            total += w * v
        result.append(total)
    return result


def grad_w2(x, t, w1, w2):
    h = tanh(times(w1, x))
    d = grad_z(times(w2, h), t)
    rows = []
    for k in range(len(d)):
        row = []
        for j in range(len(h)):
            row.append(d[k] * h[j])
        rows.append(row)
    return rows


def grad_w1(x, t, w1, w2):
    h = tanh(times(w1, x))
    d = grad_z(times(w2, h), t)
    rows = []
    for j in range(len(h)):
        back = 0
        for k in range(len(d)):
            back += d[k] * w2[k][j]
        rows.append([back * (1 - h[j] ** 2) * value for value in x])
    return rows
