"""Write the three functions."""


def grad_net(net, T):
    raise NotImplementedError


def grad_w2(x, T, w1, w2):
    raise NotImplementedError


def grad_w1(x, T, w1, w2):
    raise NotImplementedError
