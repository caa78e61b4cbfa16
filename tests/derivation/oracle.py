"""An evaluation of formulas that shares nothing with the engine but the tree.

Plain loops over indices, a network in plain numpy, derivatives as central differences of the
network cut at the layer by which is differentiated.  No dual numbers, no named axes, no matching by
value: what a denominator is, is read off its name.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

import numpy as np

from grader.derivation.grammar import nodes as n

STEP = 1e-5
LAYERS = ("w1", "w2", "a", "h", "z", "y")


class Unsupported(Exception):
    """A formula outside of what the oracle evaluates."""


@dataclass(frozen=True)
class Network:
    """The statement's network; ``fixed`` layers are given instead of being computed."""

    x: np.ndarray
    t: np.ndarray
    w1: np.ndarray
    w2: np.ndarray
    fixed: dict[str, np.ndarray] = field(default_factory=dict)

    def layer(self, name: str) -> np.ndarray:
        if name in self.fixed:
            return self.fixed[name]
        if name in ("x", "t", "w1", "w2"):
            return getattr(self, name)
        return getattr(self, f"_{name}")()

    def _a(self):
        return self.layer("w1") @ self.x

    def _h(self):
        return np.tanh(self.layer("a"))

    def _z(self):
        return self.layer("w2") @ self.layer("h")

    def _y(self):
        powers = np.exp(self.layer("z"))
        return powers / powers.sum()

    def _E(self):
        return -(self.t * np.log(self.layer("y"))).sum()


def random_network(seed: int, size: int = 3) -> Network:
    rng = np.random.default_rng(seed)
    t = np.zeros(size)
    t[seed % size] = 1
    return Network(
        rng.uniform(0.3, 1.3, size), t, rng.normal(size=(size, size)), rng.normal(size=(size, size))
    )


def values(node: n.Node, letters: tuple[str, ...], net: Network, where=lambda env: True):
    """The value of an expression for all values of its free letters that a condition admits."""
    size = len(net.x)
    found = []
    for numbers in itertools.product(range(size), repeat=len(letters)):
        environment = dict(zip(letters, numbers, strict=True))
        if where(environment):
            found.append(evaluate(node, environment, net))
    return np.array(found)


def holds(conditions, environment) -> bool:
    return all(
        (environment[one.left.name] == environment[one.right.name]) == one.equal
        for one in conditions
    )


def evaluate(node: n.Node, env: dict[str, int], net: Network) -> float:  # noqa: C901 - one case a kind
    match node:
        case n.Number():
            return float(node.value)
        case n.Negative():
            return -evaluate(node.operand, env, net)
        case n.Addition():
            return sum(evaluate(term, env, net) for term in node.terms)
        case n.Product():
            return _product(node, env, net)
        case n.Quotient():
            return evaluate(node.numerator, env, net) / evaluate(node.denominator, env, net)
        case n.Power():
            return evaluate(node.base, env, net) ** evaluate(node.exponent, env, net)
        case n.Indicator():
            return float(holds(node.conditions, env))
        case n.Series():
            return _series(node, env, net)
        case n.Cases():
            return _cases(node, env, net)
        case n.FunctionCall() | n.Symbol():
            return _named(node, env, net)
        case n.Derivative():
            return _slope(node, env, net)
    raise Unsupported(type(node).__name__)


def _product(node, env, net):
    made = evaluate(node.factors[0], env, net)
    for operator, factor in zip(node.operators, node.factors[1:], strict=True):
        value = evaluate(factor, env, net)
        made = made / value if operator == "/" else made * value
    return made


def _series(node, env, net):
    if node.kind != r"\sum":
        raise Unsupported(node.kind)
    total = 0.0
    for numbers in itertools.product(range(len(net.x)), repeat=len(node.letters)):
        inner = env | {one.name: number for one, number in zip(node.letters, numbers, strict=True)}
        if holds(node.conditions, inner):
            total += evaluate(node.body, inner, net)
    return total


def _cases(node, env, net):
    for branch in node.branches:
        if branch.conditions is None or holds(branch.conditions, env):
            return evaluate(branch.value, env, net)
    raise Unsupported("no case")


def _named(node, env, net):
    try:
        layer, places = component(node, env)
    except Unsupported:
        if not isinstance(node, n.FunctionCall) or node.primes:
            raise
        inner = evaluate(node.argument, env, net)
        known = {r"\exp": np.exp, r"\ln": np.log, r"\tanh": np.tanh, "h": np.tanh}
        if node.function not in known:
            raise Unsupported(node.function) from None
        return float(known[node.function](inner))
    return float(net.layer(layer)[places])


def component(node, env) -> tuple[str, tuple[int, ...]]:
    """Which entry of which layer an expression is, by its name."""
    if isinstance(node, n.Symbol):
        name = {"w": f"w{node.tag}"}.get(node.base, node.base)
        ranks = {"x": 1, "t": 1, "w1": 2, "w2": 2, "a": 1, "h": 1, "z": 1, "y": 1, "E": 0}
        if ranks.get(name) != len(node.indices) or any(i.name not in env for i in node.indices):
            raise Unsupported(str(node))
        return name, tuple(env[index.name] for index in node.indices)
    if isinstance(node, n.FunctionCall) and not node.primes:
        inner = node.argument
        if isinstance(inner, n.Symbol) and len(inner.indices) != 1:
            raise Unsupported(str(node))
        if node.function == "f" and isinstance(inner, n.Symbol) and inner.base == "z":
            return "y", tuple(env[index.name] for index in inner.indices)
        if node.function in ("h", r"\tanh") and isinstance(inner, n.Symbol) and inner.base == "a":
            return "h", tuple(env[index.name] for index in inner.indices)
        if node.function in ("h", r"\tanh") and _is_net_input(inner):
            return "h", (env[inner.body.factors[0].indices[0].name],)
    raise Unsupported(str(node))


def _is_net_input(node) -> bool:
    if not isinstance(node, n.Series) or not isinstance(node.body, n.Product):
        return False
    first, *rest = node.body.factors
    return (
        len(rest) == 1
        and isinstance(first, n.Symbol)
        and (first.base, first.tag) == ("w", "1")
        and first.indices[1].name == node.letters[0].name
        and rest[0] == n.Symbol("x", "", (n.Index(node.letters[0].name),))
    )


def _slope(node, env, net):
    layer, places = component(node.by, env)
    if layer not in LAYERS:
        raise Unsupported(layer)
    ends = []
    for step in (STEP, -STEP):
        moved = net.layer(layer).copy()
        moved[places] += step
        ends.append(evaluate(node.of, env, replace(net, fixed=net.fixed | {layer: moved})))
    return (ends[0] - ends[1]) / (2 * STEP)


def whole(node: n.Node, net: Network) -> np.ndarray:  # noqa: C901 - one case a kind
    """The value of a formula of whole vectors (columns) and matrices, by plain numpy."""
    match node:
        case n.Number():
            return np.array(float(node.value))
        case n.Negative():
            return -whole(node.operand, net)
        case n.Addition():
            return sum(whole(term, net) for term in node.terms)
        case n.Transpose():
            return whole(node.operand, net).T
        case n.Diagonal():
            return np.diagflat(whole(node.operand, net))
        case n.Power(exponent=n.Number()):
            return whole(node.base, net) ** float(node.exponent.value)
        case n.Symbol(indices=()):
            return _whole_symbol(node, net)
        case n.Product():
            return _whole_product(node, net)
    raise Unsupported(type(node).__name__)


def _whole_symbol(node, net):
    name = {"w": f"w{node.tag}", "W": f"w{node.tag}"}.get(node.base, node.base)
    if name == r"\delta":
        return _whole_symbol(n.Symbol("y"), net) - _whole_symbol(n.Symbol("t"), net)
    if name not in ("x", "t", "w1", "w2", "a", "h", "z", "y"):
        raise Unsupported(name)
    value = net.layer(name)
    return value[:, None] if value.ndim == 1 else value


def _whole_product(node, net):
    groups = [whole(node.factors[0], net)]
    for operator, factor in zip(node.operators, node.factors[1:], strict=True):
        value = whole(factor, net)
        if operator == "":
            left = groups.pop()
            groups.append(left @ value if left.ndim and value.ndim else left * value)
        else:
            groups.append(value if operator == "*" else 1 / value)
    return np.prod(np.broadcast_arrays(*groups), axis=0)
