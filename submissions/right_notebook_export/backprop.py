#!/usr/bin/env python
# coding: utf-8

# # HW3: backprop
#
# In[1]:

import numpy as np
np.set_printoptions(precision=3, suppress=True)

# In[2]:

z = np.array([1., 2., 3.])
np.exp(z) / np.sum(np.exp(z))

# In[7]:

def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)

softmax(z), softmax(z).sum()

# In[8]:

tanh = np.tanh

# In[12]:

def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)

print(softmax_jacobian(z))
assert np.allclose(softmax_jacobian(z).sum(axis=0), 0)

# In[13]:

def grad_z(z, t):
    return softmax(z) - t

t = np.array([0., 0., 1.])
print(grad_z(z, t))

# In[21]:

x = np.array([1., -1.]); w1 = np.full((4, 2), .1); w2 = np.ones((3, 4))

def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)

grad_w2(x, t, w1, w2).shape

# In[25]:

def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(w2.T @ grad_z(w2 @ h, t) * (1 - h**2), x)

grad_w1(x, t, w1, w2).shape
# In[ ]:
