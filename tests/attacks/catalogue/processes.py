"""Starting something that outlives the submission."""

from __future__ import annotations

from tests.attacks.attack import Attack, at_load, family

_ROWS = [
    (
        "fork",
        "forks a process that goes on after the submission",
        at_load(
            """
def forked():
    pid = os.fork()
    if pid == 0:
        hit("as the forked process")
        os._exit(0)
    return f"forked {pid}"
try_each(forked)
"""
        ),
    ),
    (
        "a fork bomb",
        "forks fifty times; its children end at once, for the sake of whoever runs it bare",
        at_load(
            """
def forked():
    if os.fork() == 0: os._exit(0)
    return "forked"
try_each(*[forked] * 50)
"""
        ),
    ),
    (
        "fork past Python",
        "forks by the C library and by bare system calls: fork, vfork, clone, clone3",
        at_load(
            """
nr = {"x86_64": (57, 58, 56, 435), "aarch64": (None, None, 220, 435)}[os.uname().machine]
arguments = (ctypes.c_uint64 * 11)(0)
for number, rest in ((nr[0], ()), (nr[1], ()), (nr[2], (17, 0, 0, 0, 0)), (nr[3], (arguments, 88))):
    if number is not None:
        got, errno = raw(number, *rest)
        if got >= 0:
            hit(f"system call {number}")
            if got == 0: os._exit(0)
"""
        ),
    ),
    (
        "a thread",
        "starts a thread that goes on between the questions",
        at_load(
            """
import threading
def threaded():
    thread = threading.Thread(target=lambda: hit("in a thread"), daemon=True)
    thread.start()
    return "a thread"
try_each(threaded, lambda: sys.modules["_thread"].start_new_thread(lambda: None, ()))
"""
        ),
    ),
    (
        "a subprocess",
        "runs a program by subprocess",
        at_load(
            """
subprocess = load("subprocess")
try_each(lambda: subprocess.run(["/bin/true"]), lambda: subprocess.Popen("true", shell=True))
"""
        ),
    ),
    (
        "the shell",
        "runs a program by system, popen and posix_spawn",
        at_load(
            """
def spawned():
    return f"spawned {os.posix_spawn('/bin/true', ['true'], {})}"
try_each(lambda: os.system("true") == 0, lambda: os.popen("true").close() is None and "popen",
         lambda: libc.system(b"true") == 0, spawned)
"""
        ),
    ),
    (
        "become another program",
        "replaces itself by a program, by path and by descriptor",
        at_load(
            """
nr = {"x86_64": (59, 322), "aarch64": (221, 281)}[os.uname().machine]
arguments = (ctypes.c_char_p * 4)(b"sh", b"-c", b"echo GOT THRO''UGH", None)
nothing = (ctypes.c_char_p * 1)(None)
raw(nr[0], b"/bin/sh", arguments, nothing)
raw(nr[1], -100, b"/bin/sh", arguments, nothing, 0)
raw(nr[1], 1, b"", arguments, nothing, 0x1000)
try_each(lambda: os.execv("/bin/sh", ["sh", "-c", "echo GOT THRO''UGH"]))
"""
        ),
    ),
    (
        "a daemon",
        "leaves its session and forks twice",
        at_load(
            """
def daemon():
    os.setsid()
    return "a session"
def twice():
    if os.fork() == 0:
        if os.fork() == 0: hit("as a daemon")
        os._exit(0)
try_each(daemon, twice, lambda: os.setpgid(0, 0) is None and "a process group")
"""
        ),
    ),
    (
        "multiprocessing",
        "starts a pool of processes",
        at_load(
            """
try_each(lambda: load("multiprocessing").get_context("fork").Pool(1),
         lambda: load("concurrent.futures").ProcessPoolExecutor(1).submit(str, 1).result(1),
         lambda: load("concurrent.futures").ThreadPoolExecutor(1).submit(str, 1).result(1))
"""
        ),
    ),
    (
        "asynchronous work",
        "starts an event loop, whose self-pipe and threads go on",
        at_load(
            """
try_each(lambda: load("asyncio").new_event_loop())
"""
        ),
    ),
    (
        "a timer",
        "leaves a timer of the kernel that signals later",
        at_load(
            """
nr = {"x86_64": (222, 283), "aarch64": (107, 85)}[os.uname().machine]
identity = ctypes.c_int()
if raw(nr[0], 1, 0, ctypes.byref(identity))[0] >= 0: hit("timer_create")
if raw(nr[1], 1, 0)[0] >= 0: hit("timerfd_create")
"""
        ),
    ),
]

ATTACKS: list[Attack] = family("processes", _ROWS)
