"""Using up time, memory, output, stack, disk: each ends in its own question."""

from __future__ import annotations

from tests.attacks.attack import Attack, at_load, family, in_call, whole

_TIME = [
    (
        "a loop that swallows everything",
        "loops for ever and catches every exception",
        in_call(
            """
while True:
    try:
        while True: pass
    except BaseException: pass
"""
        ),
    ),
    (
        "sleep and ignore",
        "sleeps for ever with every signal ignored",
        in_call(
            """
import signal, time
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
time.sleep(1000)
"""
        ),
    ),
    (
        "block the CPU limit's signal",
        "blocks SIGXCPU and SIGALRM and computes for ever",
        in_call(
            """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True: pass
"""
        ),
    ),
    ("a power tower", "computes 10**10**8 in one instruction", in_call("10 ** 10 ** 8")),
    (
        "a catastrophic expression",
        "has a regular expression backtrack for ever without a Python instruction",
        in_call("""import re\nre.match(r"(a|a?)+$", "a" * 40 + "b")"""),
    ),
    ("hang while loading", "never gets past the import", whole("while True: pass")),
    (
        "wait for input",
        "waits for standard input and for its other descriptors",
        in_call("os.read(0, 1)\nsys.__stdin__.read()\nload('select').select([], [], [])"),
    ),
    (
        "stop itself",
        "sends itself SIGSTOP, so that it neither computes nor ends",
        in_call("import signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    ),
    (
        "deadlock itself",
        "waits for a lock that it holds",
        in_call("import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()"),
    ),
    (
        "endless conversions",
        "returns a list whose conversion to an array never ends",
        in_call(
            """
class Endless(float):
    def __float__(self):
        while True: pass
class More(list):
    def __iter__(self):
        while True: yield 1.0
    def __getitem__(self, i): return 1.0
    def __len__(self):
        while True: pass
return More([1.0, 2.0])
"""
        ),
    ),
    (
        "an endless error text",
        "raises an exception whose text takes for ever to make",
        in_call(
            """
class Slow(Exception):
    def __str__(self):
        while True: pass
raise Slow
"""
        ),
    ),
    (
        "linger after the end",
        "answers everything, announces the end, and goes on computing",
        in_call(
            """
def linger(*a):
    while True: pass
sys._getframe(2).f_globals["FrameWriter"].close = linger
os._exit = linger
"""
        ),
    ),
    (
        "close the reply and stay",
        "closes the reply pipe, after which nothing would be heard of it, and goes on",
        in_call("os.close(4)\nimport time\ntime.sleep(1000)"),
    ),
    (
        "a trickle",
        "writes a byte at a time, to wake the grader as often as it can",
        in_call("while True: os.write(1, b'x')"),
    ),
    (
        "never let go",
        "ends its answers and then hangs: in __del__, atexit, weak references",
        at_load(
            """
import weakref
atexit = load("atexit")
class Clinging:
    def __del__(self):
        while True: pass
keep = Clinging()
keep.loop = keep
def again():
    while True: pass
atexit.register(again)
weakref.finalize(keep, again)
"""
        ),
    ),
]

_SPACE = [
    ("a huge array", "asks for 800 GB at once", in_call("np.ones(10**11)")),
    (
        "a growing list",
        "fills memory piece by piece and catches MemoryError",
        in_call(
            """
pieces = []
while True:
    try: pieces.append(np.ones(100_000))
    except MemoryError: break
raise MemoryError
"""
        ),
    ),
    ("unlimited recursion", "recurses until the stack ends", in_call("return double(a)")),
    (
        "a deeper stack",
        "raises the limit of recursion and overruns the C stack",
        in_call(
            """
sys.setrecursionlimit(10**9)
x = []
for _ in range(10**6): x = [x]
repr(x)
def deeper(n): return np.vectorize(lambda y: deeper(n + 1))(np.ones(1))
deeper(0)
"""
        ),
    ),
    ("a null pointer", "reads from address 0", in_call("ctypes.string_at(0)")),
    ("abort", "aborts the process", in_call("os.abort()")),
    (
        "corrupt the heap",
        "overwrites the interpreter's own objects",
        in_call("for thing in (None, True, (), 1, sys.modules): ctypes.memset(id(thing), 0, 64)"),
    ),
    ("flood standard output", "prints without end", in_call("while True: print('x' * 1000)")),
    (
        "flood standard error",
        "writes to descriptor 2 without end",
        in_call("while True: os.write(2, b'x' * 4096)"),
    ),
    (
        "flood the reply pipe",
        "writes to the reply pipe without end",
        in_call(
            """
import struct
while True: os.write(4, struct.pack("<4sBIQQ", b"\\xf5Gr1", 5, 0, 1 << 40, 0) + b"x" * 60000)
"""
        ),
    ),
    ("a huge answer", "returns an array of 100 MB", in_call("return np.zeros(12_500_000)")),
    (
        "a long error text",
        "raises an exception with a text of 100 MB",
        in_call("raise ValueError('x' * 10**8)"),
    ),
    (
        "a long name",
        "returns an object of a class whose name has a million characters",
        in_call("""return type("x" * 10**6, (), {})()"""),
    ),
    (
        "fill the disk",
        "writes 4 MB to each place that could be written to",
        at_load(
            """
for folder in (".", "/tmp", "/dev/shm", "/var/tmp", "/empty", os.path.dirname("@SECRET@")):
    try_each(lambda: open(folder + "/filled", "wb").write(b"x" * (4 << 20)))
"""
        ),
    ),
    (
        "hoard files in memory",
        "keeps files in memory outside the limit of its address space",
        at_load(
            "try_each(lambda: os.memfd_create('x') + 1, lambda: libc.memfd_create(b'x', 0) + 1)"
        ),
    ),
    (
        "hoard pipes",
        "fills the kernel's memory with pipes",
        at_load("try_each(lambda: os.pipe(), lambda: os.pipe2(0))"),
    ),
    (
        "hoard shared memory",
        "keeps shared memory and semaphores that outlive the process",
        at_load(
            """
libc.shmget.restype = libc.semget.restype = libc.msgget.restype = ctypes.c_int
try_each(lambda: libc.shmget(0, 4096, 0o1600) + 1, lambda: libc.semget(0, 4, 0o1600) + 1,
         lambda: libc.msgget(0, 0o1600) + 1)
"""
        ),
    ),
    (
        "raise the limits",
        "raises its limits of memory, time and files",
        at_load(
            """
resource = sys.modules.get("resource")
def raised(which):
    resource.setrlimit(which, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return f"limit {which}"
if resource:
    try_each(*(lambda w=w: raised(w) for w in range(16)))
nr = {"x86_64": (160, 302), "aarch64": (164, 261)}[os.uname().machine]
both = (ctypes.c_uint64 * 2)(2**64 - 1, 2**64 - 1)
for which in range(16):
    for number, arguments in ((nr[0], (which, both)), (nr[1], (0, which, both, 0))):
        if raw(number, *arguments)[0] == 0:
            hit(f"limit {which}")
"""
        ),
    ),
    (
        "lock memory",
        "locks pages in memory",
        at_load(
            """
page = ctypes.create_string_buffer(4096)
if libc.mlockall(3) == 0 or libc.mlock(page, 4096) == 0: hit()
"""
        ),
    ),
]

_COMPILER = [
    (
        "nested brackets",
        "nests brackets so deep that the parser overflows",
        b"x = " + b"(" * 60_000 + b")" * 60_000,
    ),
    (
        "a long chain of signs",
        "has the compiler recurse over 200,000 signs",
        b"x = " + b"-" * 200_000 + b"1",
    ),
    (
        "a constant to fold",
        "has the compiler compute a constant without end",
        b"x = (9**99999)**9999 * 'x' * 10**9",
    ),
    (
        "nested functions",
        "nests a thousand blocks",
        b"".join(b" " * i + b"if 1:\n" for i in range(600)) + b" " * 600 + b"pass\n",
    ),
    ("a file that is too large", "hands in 300 KB", b"x = 1\n" * 50_000),
    (
        "many names",
        "defines 30,000 names that look like those that are missing",
        b"".join(b"def dovble%d(): pass\n" % i for i in range(8_000)),
    ),
]

ATTACKS: list[Attack] = [
    *family("exhaust", _TIME),
    *family("exhaust", _SPACE),
    *family("exhaust", _COMPILER, ends_in=("SyntaxError", "IndentationError")),
]
