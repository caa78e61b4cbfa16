"""Attacks on the run that records the values of a wrong answer's expressions.

It comes after all marks are given.  The recorder lies in the student's own process: whatever is
done to it misleads the reader of that page alone.  ``secret`` is wrong in any case, so it is asked
for again, and here it gets hold of the recorder.
"""

from __future__ import annotations

from textwrap import dedent, indent

from tests.attacks.attack import PREAMBLE, REST, family, whole

_FIND = """
def recorder():
    import builtins
    for names in (globals().get("__builtins__"), vars(builtins)):
        names = names if isinstance(names, dict) else vars(names)
        if "<record>" in names:
            return names, names["<record>"].__self__
    return None
"""


def _in_secret(code: str) -> bytes:
    """Acts in ``secret`` once there is a recorder; the body may end in a ``return``."""
    body = indent(dedent(code).strip("\n"), "    ")
    return whole(
        f"{PREAMBLE}{REST}{_FIND}\n"
        f"def secret(a):\n    found = recorder()\n    if found is None:\n        return wrong(a)\n"
        f"    names, book = found\n{body}\n    return wrong(a)\n"
    )


ATTACKS = family(
    "recording",
    [
        (
            "forge records",
            "report an expression that is not there, or one of the instructor's",
            _in_secret("""
            for line in (1, 7, 10**6, -3, 2**62, float("nan"), float("inf")):
                book._numbers += [line, 0, line, 9, 1, -1, 1, 1, 7.5]
                book._count += 1
            """),
        ),
        (
            "records without end",
            "record for ever",
            _in_secret("""
            while True:
                book._count = 0
                book._numbers.clear()
                a = a + 1 - 1
            """),
        ),
        (
            "records beyond all bounds",
            "fill the reply, the gradebook and the grader's memory",
            _in_secret("book._numbers = np.ones(1 << 23)"),
        ),
        (
            "numbers that are none",
            "break what reads the records",
            _in_secret("""
            book.finish = lambda returned: [np.nan] * 70 + [1e308, -1e308, 2**63]
            book.__class__.finish = lambda self, returned: np.full(70, np.inf)
            """),
        ),
        (
            "another answer in place of records",
            "have records taken for the answer",
            _in_secret("book.__class__.finish = lambda self, returned: np.zeros(3)"),
        ),
        (
            "another recorder",
            "put a function of its own in place of the recorder",
            _in_secret(
                'names["<record>"] = lambda place, value: hit if callable(value) else value'
            ),
        ),
        (
            "a recorder that raises",
            "make the harness fail",
            _in_secret("""
            def finish(self, returned):
                raise SystemExit("from within the harness")
            book.__class__.finish = finish
            """),
        ),
        (
            "trace the recorder",
            "read what the harness does while it records",
            _in_secret("""
            seen = []
            def watch(frame, event, argument):
                for name, value in list(frame.f_locals.items()):
                    if isinstance(value, str) and "canary" in value:
                        seen.append(value)
                return watch
            sys.settrace(watch)
            b = a + 1
            sys.settrace(None)
            if seen:
                hit(seen)
            """),
        ),
        (
            "read the harness's frames and lines",
            "find an expected value, or the rewritten source",
            _in_secret("""
            import linecache
            frame = sys._getframe()
            while frame:
                for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
                    if name in ("expected", "right", "right_values", "stacks"):
                        hit(name)
                frame = frame.f_back
            print(linecache.cache)  # with what only the grader knows, if that is in it
            """),
        ),
        (
            "values that act",
            "run code whenever a value is recorded",
            _in_secret("""
            class Trap(np.ndarray):
                def __array_finalize__(self, other):
                    os._exit(0)
                @property
                def __class__(self):
                    raise SystemExit
            return np.zeros(3).view(Trap) + 1
            """),
        ),
        (
            "a source that cannot be rewritten",
            "exhaust the stack of whoever rewrites it",
            whole(f"{PREAMBLE}{REST}\ndef secret(a):\n    return {'-' * 90}a{'[0:]' * 900}\n"),
        ),
        (
            "a source with odd lines",
            "have a place computed that is in no line of the file",
            whole(
                f"{PREAMBLE}{REST}\ndef secret(a):\n"
                "    x = 'ä\U0001f600\x0c'; b = a * 3; return (\n        b\n        + 7\n    )\n"
            ),
        ),
    ],
)
