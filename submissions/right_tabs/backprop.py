import numpy as np;

def softmax(z):
	m = np.max(z);
	e = np.exp(z - m);
	return e / np.sum(e);

def tanh(a):
	return np.tanh(a);

def softmax_jacobian(z):
	y = softmax(z);
	n = y.size;
	J = np.zeros((n, n));
	for j in range(0, n):
		for k in range(0, n):
			J[j][k] = (y[k] * (1 - y[k])) if (j == k) else (-y[j] * y[k]);
	return J;

def grad_z(z, t):
	return softmax(z) - t;

def grad_w2(x, t, w1, w2):
	h = tanh(np.dot(w1, x));
	z = np.dot(w2, h);
	return np.outer(grad_z(z, t), h);

def grad_w1(x, t, w1, w2):
	h = tanh(np.dot(w1, x));
	z = np.dot(w2, h);
	dz = grad_z(z, t);
	dh = np.dot(np.transpose(w2), dz);
	da = np.multiply(dh, np.subtract(1, np.multiply(h, h)));
	return np.outer(da, x);
