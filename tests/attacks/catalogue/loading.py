"""Abusing that a file is loaded statement by statement: frames, timers, tracebacks, trees."""

from __future__ import annotations

from tests.attacks.attack import PREAMBLE, REST, Attack, at_load, family, whole

_SKIPPED = """
import json, signal, struct, time
def skipped(**fields):
    body = {"line": 1, "text": "x", "error": "E", "message": "m", "limit": "", **fields}
    body = json.dumps(body).encode()
    os.write(4, struct.pack("<4sBIQQ", b"\\xf5Gr1", 10, 0xFFFFFFFF, len(body), 0) + body)
"""

ATTACKS: list[Attack] = family(
    "loading",
    [
        (
            "forge skipped statements",
            "tells of a thousand statements that were never left out",
            at_load(_SKIPPED + "for n in range(1000): skipped(line=n)"),
        ),
        (
            "forge one with texts",
            "tells of one with a page, an escape sequence and a line that is not there",
            at_load(
                _SKIPPED
                + "skipped(line=2**62, error='<script>alert(1)</script>', text='\\x1b[2J' * 99,"
                " message='\\ud800' * 900)"
            ),
        ),
        (
            "forge one of another form",
            "tells of one without the fields that were agreed",
            at_load(_SKIPPED + "skipped(more=1)"),
        ),
        (
            "forge a limit",
            "says that a limit was reached that there is not",
            at_load(_SKIPPED + "skipped(limit='none')"),
        ),
        (
            "win time by forged limits",
            "says again and again that a statement was stopped, which sets the clock back",
            at_load(
                _SKIPPED
                + """
while True:
    skipped(limit="cpu")
    until = time.process_time() + 0.1
    while time.process_time() < until: pass
"""
            ),
        ),
        (
            "a skipped statement after loading",
            "tells of a statement while a question is answered",
            whole(
                PREAMBLE + _SKIPPED + REST + "\ndef double(a):\n    skipped()\n    return 2 * a\n"
            ),
        ),
        (
            "ignore the timers",
            "ignores the signals by which a statement is stopped, and computes without end",
            at_load(
                _SKIPPED
                + """
for number in (signal.SIGPROF, signal.SIGALRM): signal.signal(number, signal.SIG_IGN)
while True: pass
"""
            ),
        ),
        (
            "keep the timers",
            "sees to it that the timers are not stopped, and its handler runs in the harness",
            at_load(
                _SKIPPED
                + """
def forge(*a):
    body = struct.pack("<BBBx4x", 0, 0, 0) + bytes(8)
    os.write(4, struct.pack("<4sBIQQ", b"\\xf5Gr1", 5, 0, len(body), 0) + body)
signal.signal(signal.SIGALRM, forge)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
signal.setitimer = signal.signal = lambda *a: None
"""
            ),
        ),
        (
            "catch the stop",
            "catches the exception by which it is stopped, for good",
            at_load(
                """
def deaf():
    while True:
        try:
            while True: wrong(1)
        except BaseException:
            pass
deaf()
"""
            ),
        ),
        (
            "a traceback of its own making",
            "raises with a traceback that leads to other code, from a class that hides its own",
            at_load(
                """
class Hidden(Exception):
    __traceback__ = property(lambda self: 1 / 0)
    def __str__(self): raise SystemExit
    with_traceback = None
try:
    exec(compile("1 / 0", "attacked.py", "exec"))
except ZeroDivisionError as error:
    trace = error.__traceback__
raise Hidden
"""
            ),
        ),
        (
            "a class without a name",
            "raises an exception whose class raises when it is asked for its name",
            at_load(
                """
class Meta(type):
    @property
    def __name__(self): raise ValueError("no name")
class Nameless(Exception, metaclass=Meta): pass
raise Nameless
"""
            ),
        ),
        (
            "patch the loader",
            "finds the loader in the frames below and changes what it runs and reports",
            at_load(
                """
frame = sys._getframe()
while frame:
    loader = frame.f_locals.get("self")
    if hasattr(loader, "_namespace"):
        loader._namespace = {"double": lambda a: 2 * a, "secret": lambda a: np.zeros(3)}
        loader._filename = "/etc/passwd"
        loader._execute = loader._after = loader._report = lambda *a: []
    frame = frame.f_back
1 / 0
"""
            ),
        ),
        (
            "a tree that is too deep",
            "fails, and has the harness walk a tree of twenty thousand sums",
            whole(f"1 / 0\nx = {'+'.join(['1'] * 20000)}\n{PREAMBLE}{REST}"),
        ),
        (
            "statements without end",
            "fails forty thousand times",
            whole(PREAMBLE + REST + "\n" + "1/0\n" * 40000),
        ),
        (
            "remember the stop",
            "keeps the exception that stopped it, and raises it while it answers",
            whole(
                PREAMBLE
                + REST
                + """
kept = RuntimeError()
def keep():
    global kept
    try:
        while True: wrong(1)
    except BaseException as error:
        kept = error
        raise
keep()
def double(a): raise kept
"""
            ),
        ),
    ],
)
