"""A module that is recorded does what it does without, and its records are those of its lines."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from grader.sandbox.inside import recording
from grader.sandbox.inside.rewriting import ARGUMENT, STORE
from tests.conftest import ROOT
from tests.locating.recorded import RecordedModule, plainly

VARIANTS = ("dual_numbers", "generators", "layers", "loops", "nditer", "reverse_mode", "typed")

PECULIAR = '''
    """A module with everything in it that an expression can stand in."""
    from __future__ import annotations

    import contextlib
    from dataclasses import dataclass, field

    LIMIT = 3
    table: dict[str, int] = {"a": 1 + 1}


    def decorated(times):
        def wrap(function):
            """Repeat."""
            return lambda *args, n=times * 2, **more: [function(*args, **more) for _ in range(n)]
        return wrap


    @decorated(times=1 + 1)
    def doubled(x, *, by=LIMIT - 1):
        return x * by


    @dataclass
    class Node:
        value: float = 1.0 * 2
        parents: list = field(default_factory=list)

        def __private(self):
            return -self.value

        def flipped(self):
            return self.__private()

        @property
        def twice(self):
            return super().__getattribute__("value") * 2


    def matched(thing):
        match thing:
            case [x, *rest] if (n := len(rest)) > 0:
                return x + n
            case {"a": y}:
                return -y
            case Node(value=v):
                return v
            case str() as text:
                return f"{text!r:>{LIMIT + 2}} {len(text) + 1}"
            case _:
                return None


    def counter():
        total = 0
        def add(amount):
            nonlocal total
            total += amount
            return total
        return add


    def generated(n):
        yield from (k ** 2 for k in range(n) if k % 2)
        got = yield n + 1
        return got


    async def _nothing():
        return None


    def _run(coroutine):
        try:
            coroutine.send(None)
        except StopIteration as end:
            return end.value


    async def waited(x):
        await _nothing()
        return [y * x async for y in _numbers(3)]


    async def _numbers(n):
        for k in range(n):
            yield k - 1


    def everything():
        a, (b, *c) = 1, (2, 3, 4)
        d = [[0] * 2 for _ in range(2)]
        d[1][0] = a + b
        d[0][b - 1] += 5
        d[0][:1] = [7]
        del d[1][1]
        add = counter()
        add(2)
        with contextlib.suppress(ZeroDivisionError) as nothing, contextlib.suppress(KeyError):
            a / 0
        try:
            raise ValueError(-a)
        except (TypeError, ValueError) as error:
            caught = error.args[0]
        finally:
            c += [9]
        while (a := a + 1) < 5:
            if a == 3: continue
        else:
            b = ~b
        assert a == 5, "five"
        chosen = a if not b else {k: -v for k, v in table.items()}
        return (
            doubled(3), Node(3).flipped(), Node(4).twice, matched([1, 2]), matched({"a": 2}),
            matched(Node(6)), matched("t"), matched(1.5), list(generated(6)), d, add(3), caught,
            c, a, b, chosen, _run(waited(2)), (lambda *x, y=1: sum(x) + y)(*c, y=-2),
            {*c}, c[::-1], 1 < a <= 5, nothing, everything.__doc__,
        )
'''


@pytest.mark.parametrize("name", VARIANTS)
def test_a_recorded_program_answers_the_same(name, backprop):
    source = (ROOT / "reference" / "variants" / f"{name}.py").read_text()
    plain, recorded = plainly(source), RecordedModule(source)
    rng = np.random.default_rng(3)
    given = {"z": rng.normal(size=3), "a": rng.normal(size=4), "t": np.array([0.0, 1.0, 0.0])}
    given |= {"x": np.append(1.0, rng.normal(size=2))}
    given |= {"w1": rng.normal(size=(4, 3)), "w2": rng.normal(size=(3, 4))}

    for question in backprop.outline.questions:
        arguments = [given[parameter] for parameter in question.parameters]
        assert recorded.records(question.function, *arguments)

        mine = recorded.names[question.function](*arguments)

        np.testing.assert_array_equal(mine, plain[question.function](*arguments))


def test_whatever_an_expression_can_stand_in_means_the_same():
    assert RecordedModule(PECULIAR).names["everything"]() == plainly(PECULIAR)["everything"]()


def test_a_failing_program_fails_in_the_same_line():
    source = "def f(x):\n    y = x + 1\n    return [\n        1 / (y - y),\n    ]\n"
    recorded = RecordedModule(source)

    with pytest.raises(ZeroDivisionError) as caught:
        recorded.names["f"](1)

    assert caught.traceback[-1].lineno + 1 == 4


def test_each_record_has_the_text_and_the_value_of_its_expression():
    source = "def f(a, b):\n    c = (a - b) * 2\n    return -c.T\n"
    records = RecordedModule(source).records("f", np.array([5.0, 1.0]), np.array([2.0, 3.0]))

    lines = source.splitlines()
    told = {
        lines[place.line - 1][place.column : place.end_column]: value.tolist()
        for place, _, value in ((one.place, one.same, one.value) for one in records)
        if place.line
    }

    assert told == {
        "a": [5, 1],
        "b": [2, 3],
        "a - b": [3, -2],
        "(a - b) * 2": [6, -4],
        "c": [6, -4],
        "c.T": [6, -4],
        "-c.T": [-6, 4],
    }
    assert [one.value.tolist() for one in records if one.place.kind == ARGUMENT] == [[5, 1], [2, 3]]
    assert records[-1].value.tolist() == [-6, 4]


def test_a_change_of_an_object_is_a_record_of_its_own():
    source = "def f(a):\n    b = a * 0\n    b[1] = a[0]\n    b += 1\n    return b\n"
    records = RecordedModule(source).records("f", np.array([5.0, 7.0]))

    changes = [one for one in records if one.place.kind == STORE]

    assert [one.value.tolist() for one in changes] == [[0, 5], [1, 6]]
    assert records[changes[1].same] is changes[0]


def test_records_are_bounded_in_number_and_in_size():
    source = "def f(a):\n    for k in range(5_000):\n        a = a + 1\n    return a\n"
    module = RecordedModule(source)

    many = module.numbers("f", [np.zeros(3)])
    large = module.records("f", np.zeros(recording.MOST_ENTRIES + 1))

    assert many.size <= recording.MOST_NUMBERS + 1000
    assert len(module.records("f", np.zeros(3))) <= recording.MOST_RECORDS + 1
    assert all(one.value is None for one in large if one.place.line == 0)


def test_a_value_that_fights_back_is_left_alone():
    source = """
        import numpy as np

        class Trap(np.ndarray):
            def __array_finalize__(self, other):
                raise RuntimeError("no")
            def astype(self, *a, **k):
                raise KeyError("no")

        class Number(float):
            def __array__(self, *a, **k):
                raise SystemError("no")

        def f(a):
            b = [Number(1.0), None, {}, a]
            return b[0] + 2 * a
    """
    records = RecordedModule(source).records("f", np.array(2.0))

    assert records[-1].value.tolist() == 5


def test_a_tree_that_is_too_deep_is_refused():
    deep = ast.parse("x = " + "-" * 40 + "y")
    for _ in range(3_000):
        deep.body[0].value = ast.UnaryOp(ast.USub(), deep.body[0].value)

    with pytest.raises(RecursionError):
        recording.Recorder().rewritten(deep)
