"""A class of made-up students who each write in their own manner, and copies of their files.

Students choose among several ways to write each function, the usual ones more often; they name
their variables, comment and space in their own way.  Two of them who chose the same lines are as
alike as real ones are.  ``disguised`` makes the copies that are to be found.
"""

from __future__ import annotations

import keyword
import random
import re
from collections.abc import Sequence

_SOFTMAX = (
    "{e} = np.exp(z - np.max(z))\n    return {e} / np.sum({e})",
    "{e} = np.exp(z - z.max())\n    return {e} / {e}.sum()",
    "{s} = z - np.max(z)\n    {e} = np.exp({s})\n    return {e} / np.sum({e})",
    "return np.exp(z) / np.sum(np.exp(z))",
    "{s} = z - z.max()\n    return np.exp({s} - np.log(np.exp({s}).sum()))",
    "{m} = max(z)\n    {e} = np.array([np.exp(v - {m}) for v in z])\n    return {e} / sum({e})",
    "{e} = [math.exp(v - max(z)) for v in z]\n    {s} = sum({e})\n"
    "    return np.array([v / {s} for v in {e}])",
    "{m} = np.max(z)\n    {s} = np.sum(np.exp(z - {m}))\n    {e} = np.exp(z - {m})\n"
    "    return {e} / {s}",
    "{s} = z.copy()\n    {s} -= {s}.max()\n    np.exp({s}, out={s})\n    {s} /= {s}.sum()\n"
    "    return {s}",
    "{e} = np.zeros(len(z))\n    for {i} in range(len(z)):\n"
    "        {e}[{i}] = np.exp(z[{i}] - np.max(z))\n    return {e} / np.sum({e})",
)
_TANH = (
    "return np.tanh(a)",
    "{h} = np.tanh(a)\n    return {h}",
    "return (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))",
    "{p} = np.exp(a)\n    {q} = np.exp(-a)\n    return ({p} - {q}) / ({p} + {q})",
    "return 2 / (1 + np.exp(-2 * a)) - 1",
    "{s} = np.exp(-2 * np.abs(a))\n    return np.sign(a) * (1 - {s}) / (1 + {s})",
)
_JACOBIAN = (
    "{y} = softmax(z)\n    return np.diag({y}) - np.outer({y}, {y})",
    "{y} = softmax(z)\n    {J} = np.zeros((len(z), len(z)))\n    for {i} in range(len(z)):\n"
    "        for {j} in range(len(z)):\n            if {i} == {j}:\n"
    "                {J}[{i}, {j}] = {y}[{i}] * (1 - {y}[{i}])\n            else:\n"
    "                {J}[{i}, {j}] = -{y}[{i}] * {y}[{j}]\n    return {J}",
    "{y} = softmax(z)\n    {J} = -np.outer({y}, {y})\n    {J} += np.diag({y})\n    return {J}",
    "{y} = softmax(z).reshape(-1, 1)\n    return np.diagflat({y}) - {y} @ {y}.T",
    "{y} = softmax(z)\n    return {y}[:, None] * (np.eye(len(z)) - {y}[None, :])",
    "{y} = softmax(z)\n    {J} = np.empty((z.size, z.size))\n    for {i} in range(z.size):\n"
    "        for {j} in range(z.size):\n"
    "            {J}[{i}, {j}] = {y}[{i}] * (({i} == {j}) - {y}[{j}])\n    return {J}",
    "{y} = softmax(z)\n    return np.diag({y} * (1 - {y}))",
    "{y} = softmax(z)\n    {J} = -{y}[:, np.newaxis] * {y}\n"
    "    {J}[np.diag_indices(len({y}))] = {y} * (1 - {y})\n    return {J}",
)
_ERROR = (
    "return softmax(z) - t",
    "{y} = softmax(z)\n    return {y} - t",
    "return t - softmax(z)",
    "{y} = softmax(z)\n    {s} = -t / {y}\n    return softmax_jacobian(z) @ {s}",
    "{y} = softmax(z)\n    return np.array([{y}[{i}] - t[{i}] for {i} in range(len(t))])",
)
_HIDDEN = (
    "{h} = tanh(w1 @ x)",
    "{a} = w1 @ x\n    {h} = tanh({a})",
    "{a} = np.dot(w1, x)\n    {h} = tanh({a})",
    "{h} = np.tanh(w1.dot(x))",
    "{a} = np.einsum('ji,i->j', w1, x)\n    {h} = tanh({a})",
    "{a} = np.matmul(w1, x)\n    {h} = tanh({a})",
)
_DELTA = (
    "{d} = grad_z(w2 @ {h}, t)",
    "{z} = w2 @ {h}\n    {d} = grad_z({z}, t)",
    "{z} = np.dot(w2, {h})\n    {d} = softmax({z}) - t",
    "{y} = softmax(w2 @ {h})\n    {d} = {y} - t",
    "{z} = w2.dot({h})\n    {d} = grad_z({z}, t)",
)
_W2 = (
    "return np.outer({d}, {h})",
    "return {d}[:, None] * {h}[None, :]",
    "return {d}.reshape(-1, 1) @ {h}.reshape(1, -1)",
    "{J} = np.zeros_like(w2)\n    for {i} in range(w2.shape[0]):\n"
    "        for {j} in range(w2.shape[1]):\n            {J}[{i}, {j}] = {d}[{i}] * {h}[{j}]\n"
    "    return {J}",
    "return np.outer({h}, {d})",
    "return np.einsum('k,j->kj', {d}, {h})",
)
_W1 = (
    "{p} = (w2.T @ {d}) * (1 - {h} ** 2)\n    return np.outer({p}, x)",
    "{p} = w2.T @ {d}\n    {q} = {p} * (1 - {h} * {h})\n    return np.outer({q}, x)",
    "return np.outer(w2.T @ {d} * (1 - {h} ** 2), x)",
    "{p} = np.dot(w2.T, {d})\n    {p} = {p} * (1 - np.square({h}))\n"
    "    return {p}[:, None] * x[None, :]",
    "{p} = w2.T @ {d}\n    return np.outer({p}, x)",
    "{p} = np.dot({d}, w2) * (1 - {h})\n    return np.outer({p}, x)",
    "{J} = np.zeros_like(w1)\n    for {i} in range(w1.shape[0]):\n"
    "        {s} = sum({d}[{m}] * w2[{m}, {i}] for {m} in range(len({d})))\n"
    "        {J}[{i}] = {s} * (1 - {h}[{i}] ** 2) * x\n    return {J}",
)
_NAMES = {
    "e": "e exps ez num ex exp_z exponentials".split(),
    "s": "s total shifted zs tmp den aux acc".split(),
    "m": "m c zmax biggest mx k".split(),
    "i": "i j n row".split(),
    "j": "jj k l col".split(),
    "h": "h hidden hid h1 act out1".split(),
    "p": "p delta back dh pos up g".split(),
    "q": "q da neg dn delta2 r".split(),
    "y": "y prob probs sm soft yk".split(),
    "J": "J jac M out mat res grad dw".split(),
    "a": "a pre act_in a1 net".split(),
    "d": "d dz err error_z gz diff".split(),
    "z": "z2 scores logits zz o".split(),
}
_COMMENTS = (
    "forward pass|backward pass|the error at the output|shape (K,)|shape (M, D)|chain rule|"
    "subtract max so exp does not overflow|see lecture 5|sum over classes|outer product gives all|"
    "derivative of tanh is 1 - tanh^2|delta_jk is the identity|checked with finite differences|"
    "from the formula sheet|y - t, as derived in part a|not sure about this|TODO tidy up|"
    "diagonal first|this is vectorised|bias is in the first column"
).split("|")
_SIGNATURES = (
    ("softmax", "z"),
    ("tanh", "a"),
    ("softmax_jacobian", "z"),
    ("grad_z", "z, t"),
    ("grad_w2", "x, t, w1, w2"),
    ("grad_w1", "x, t, w1, w2"),
)


def author(number: float) -> str:
    """The module of one student, the same for the same number."""
    draw = random.Random(number)
    bodies = [_usual(draw, pool) for pool in (_SOFTMAX, _TANH, _JACOBIAN, _ERROR)]
    hidden, delta = _usual(draw, _HIDDEN), _usual(draw, _DELTA)
    bodies += [f"{hidden}\n    {delta}\n    {_usual(draw, pool)}" for pool in (_W2, _W1)]
    names = {key: draw.choice(pool) for key, pool in _NAMES.items()}
    talkative = draw.random() ** 2
    blocks = [
        f"def {name}({parameters}):\n    {_commented(draw, body.format(**names), talkative)}"
        for (name, parameters), body in zip(_SIGNATURES, bodies, strict=True)
    ]
    head = "import math\nimport numpy as np\n" if "math." in "".join(blocks) else _HEAD
    return head + "\n\n" + "\n\n\n".join(blocks) + "\n"


_HEAD = "import numpy as np\n"


def disguised(source: str, how: Sequence[str], seed: int) -> str:
    """The module copied and disguised: "renamed", "reordered", "uncommented", "commented",
    or "edited": one function is somebody else's."""
    draw = random.Random(seed)
    steps = {
        "renamed": _renamed,
        "reordered": _reordered,
        "uncommented": lambda text, _: re.sub(r"[ ]*#[^\n]*", "", text),
        "commented": lambda text, draw: re.sub(
            r"\n    (?=\w)", lambda _: f"\n    # {draw.choice(_COMMENTS)}\n    ", text, count=6
        ),
        "edited": _edited,
    }
    for step in how:
        source = steps[step](source, draw)
    return source


def _usual(draw: random.Random, pool: Sequence[str]) -> str:
    """One of them, the first ones more often."""
    return draw.choices(pool, [1 / (rank + 1.5) for rank in range(len(pool))])[0]


def _commented(draw: random.Random, body: str, talkative: float) -> str:
    lines = [
        f"{line}  # {draw.choice(_COMMENTS)}" if draw.random() < talkative / 2 else line
        for line in body.split("\n")
    ]
    if draw.random() < talkative:
        lines[0] = f"# {draw.choice(_COMMENTS)}\n    {lines[0]}"
    return "\n".join(lines)


def _renamed(source: str, draw: random.Random) -> str:
    """Every variable that the student chose under another name."""
    chosen = sorted({*re.findall(r"^ +(\w+) [-+*/]?= ", source, re.M)} | {*_loops(source)})
    fresh = [f"v{n}" for n in range(len(chosen))]
    draw.shuffle(fresh)
    names = {old: new for old, new in zip(chosen, fresh, strict=True) if not keyword.iskeyword(old)}
    return re.sub(r"(?<![\w.'])\w+", lambda found: names.get(found[0], found[0]), source)


def _loops(source: str) -> list[str]:
    return re.findall(r"\bfor (\w+) in", source)


def _reordered(source: str, draw: random.Random) -> str:
    head, *functions = re.split(r"(?m)^(?=def )", source)
    functions = [f"{text.rstrip()}\n" for text in functions]
    draw.shuffle(functions)
    return head + "\n\n".join(functions)


def _edited(source: str, draw: random.Random) -> str:
    place = draw.randrange(1, 5)
    mine, other = (re.split(r"(?m)^(?=def )", text) for text in (source, author(draw.random())))
    return "".join([*mine[:place], other[place], *mine[place + 1 :]])
