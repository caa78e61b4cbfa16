"""State that is left for others, and texts that nobody may trust."""

from __future__ import annotations

from tests.attacks.attack import Attack, at_load, family, in_call, whole

_STATE = [
    (
        "patch numpy",
        "replaces functions of numpy, for whoever comes next",
        at_load("np.outer = np.zeros = np.asarray = np.ndarray = lambda *a, **k: 7").replace(
            b"def outer(a, b):\n    return np.outer(a, b)", b"def outer(a, b):\n    return a"
        ),
    ),
    (
        "patch builtins",
        "replaces builtins that the harness uses",
        at_load(
            """
builtins = sys.modules["builtins"]
for name in ("isinstance", "len", "type", "str", "map", "bytes", "memoryview", "max", "min"):
    setattr(builtins, name, None)
"""
        ),
    ),
    (
        "patch the modules it shares",
        "empties sys.modules, replaces json, struct, marshal and the hooks of imports",
        at_load(
            """
import json, struct
json.dumps = struct.pack = lambda *a, **k: b""
sys.meta_path.clear(); sys.path_hooks.clear(); sys.path[:] = ["."]
sys.modules.clear()
"""
        ),
    ),
    (
        "write into the job",
        "finds the arguments of later cases in the frames of its callers and writes into them",
        in_call(
            """
frame = sys._getframe(1)
while frame:
    for value in list(frame.f_locals.values()):
        for part in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(part, np.ndarray):
                try: part.setflags(write=True); part[...] = 0
                except ValueError: pass
            if isinstance(part, bytes) and len(part) < 10_000:
                ctypes.memset(id(part) + bytes.__basicsize__ - 1, 0, len(part))
    frame = frame.f_back
"""
        ),
    ),
    (
        "write into the sealed sheet",
        "writes to the memory file of the arguments through every descriptor",
        in_call(
            """
for descriptor in range(3, 64):
    if descriptor == 4: continue
    try_each(lambda: os.pwrite(descriptor, b"x", 0), lambda: os.ftruncate(descriptor, 0) is None)
"""
        ),
    ),
    (
        "change its arguments in place",
        "changes the arguments that other cases share",
        in_call("b = 2 * a\na *= 0\nreturn b"),
    ),
    (
        "close everything",
        "closes the descriptors of its output and its answers",
        in_call(
            "for descriptor in range(64):\n    try: os.close(descriptor)\n    except OSError: pass"
        ),
    ),
    (
        "close the output only",
        "closes sys.stdout and the descriptor below it",
        in_call("sys.stdout.close(); os.close(1)"),
    ),
    (
        "swap the descriptors",
        "has its prints go to the reply pipe",
        in_call("os.close(1)\nos.dup(4)\nprint('x' * 100)"),
    ),
    (
        "trace the harness",
        "runs code of its own in the harness by sys.settrace and sys.setprofile",
        in_call(
            """
def trace(frame, event, argument):
    frame.f_trace_lines = True
    return trace
sys.settrace(trace)
sys.setprofile(lambda *a: None)
"""
        ),
    ),
    (
        "an audit hook",
        "adds an audit hook, which can never be removed, that raises at everything",
        at_load("def hook(event, arguments): raise RuntimeError(event)\nsys.addaudithook(hook)"),
    ),
    (
        "a signal handler",
        "runs code of its own in the harness by a timer's signal",
        at_load(
            """
import signal
signal.signal(signal.SIGALRM, lambda *a: 1 / 0)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
"""
        ),
    ),
    (
        "collect garbage endlessly",
        "makes objects that come back to life when they are collected",
        at_load(
            """
import gc
class Undead:
    def __del__(self):
        Undead(); gc.collect
        type(self).last = self
Undead(); gc.collect()
"""
        ),
    ),
]

_TEXT = [
    (
        "terminal escapes",
        "prints and raises what moves the cursor and fills the clipboard",
        in_call(
            """
print("\\x1b]52;c;cm0gLXJm\\x07\\x1b[2A\\x1b[2KOK \\u202e\\u2066")
raise ValueError("\\x1b[31m\\x9b1A\\x00\\r\\n1..1 ok")
"""
        ),
    ),
    (
        "texts that nothing can hold",
        "prints and raises lone surrogates, NUL, and bytes that are no text",
        in_call(
            """
print("\\ud800\\udfff\\x00")
os.write(1, b"\\xff\\xfe\\x80\\xed\\xa0\\x80")
raise type("\\ud800", (Exception,), {})("\\udcff\\x00" * 3)
"""
        ),
    ),
    (
        "a page in a print",
        "prints and raises scripts for whoever opens the report",
        in_call(
            "print('</script><img src=x onerror=alert(1)>')\n"
            "raise ValueError('</pre><script>alert(1)</script>')"
        ),
    ),
    (
        "a formula in an error",
        "raises a formula for whoever opens the table in a spreadsheet",
        in_call("raise ValueError('=cmd|\\'/C calc\\'!A0')"),
    ),
    ("NUL in the source", "hides the rest of the file behind a zero", b"x = 1\x00\nimport os\n"),
    (
        "a coding cookie",
        "hides code in an encoding that reads it otherwise",
        b"# -*- coding: utf-7 -*-\n+AGkAbQBwAG8AcgB0- os\n",
    ),
    (
        "an unknown coding",
        "names an encoding that has to be looked for",
        b"# coding: ../../etc/passwd\nx = 1\n",
    ),
    ("bytes that are no text", "hands in bytes that are no Python at all", bytes(range(256)) * 10),
    ("an empty file", "hands in nothing", b""),
    (
        "a traceback of its own",
        "compiles code under the name of its file and under names of the host's files",
        in_call(
            """
name = sys._getframe().f_code.co_filename
import linecache
linecache.cache[name] = (1, None, ["@SECRET@\\n"] * 10, name)
exec(compile("\\n" * 2 + "raise ValueError('no')", name, "exec"))
"""
        ),
    ),
    (
        "a line that is not there",
        "raises from line 2**31 of its file",
        in_call(
            """
name = sys._getframe().f_code.co_filename
places = {"co_firstlineno": 2**31 - 1, "co_filename": name, "co_name": "\\ud800" * 100}
exec((lambda: 1 / 0).__code__.replace(**places))
"""
        ),
    ),
    (
        "modules by the names of others",
        "registers itself as numpy, the harness and the submission that comes next",
        whole(
            """
            import sys, types
            for name in ("numpy", "submission", "inside", "inside.child", "json", "__main__"):
                sys.modules[name] = types.ModuleType(name)
            def double(a): return 2 * a
            """
        ),
    ),
    (
        "a module that does not load twice",
        "counts how often it was loaded and behaves otherwise when it is run again",
        at_load(
            """
import builtins
builtins.loaded = getattr(builtins, "loaded", 0) + 1
if builtins.loaded > 1: hit("state was kept")
def double(a): os._exit(0)
"""
        ).replace(b"\ndef double(a):\n    return 2 * a\n", b"\n"),
    ),
]

ATTACKS: list[Attack] = [
    *family("state", _STATE, ends_in=("KeyError", "ModuleNotFoundError")),
    *family("state", _TEXT, ends_in=("SyntaxError", "ModuleNotFoundError")),
]
