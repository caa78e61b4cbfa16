"""Hurting the fork server, the parent of every child, or the submission that comes next."""

from __future__ import annotations

from tests.attacks.attack import Attack, at_load, family

_ROWS = [
    ("kill the parent", "kills the fork server", at_load("os.kill(os.getppid(), 9)\nhit()")),
    (
        "stop the parent",
        "stops the fork server, so that nobody is forked any more",
        at_load("os.kill(os.getppid(), 19)\nhit()"),
    ),
    (
        "kill everybody",
        "signals every process that it may signal",
        at_load("os.kill(-1, 9)\nhit()"),
    ),
    ("kill the group", "signals its process group", at_load("os.killpg(0, 9)\nhit()")),
    (
        "kill one thread of the parent",
        "signals the fork server by tgkill",
        at_load(
            """
nr = {"x86_64": 234, "aarch64": 131}[os.uname().machine]
parent = os.getppid()
if raw(nr, parent, parent, 0)[0] == 0: hit()
"""
        ),
    ),
    (
        "queue a signal",
        "signals the fork server by rt_sigqueueinfo",
        at_load(
            """
nr = {"x86_64": 129, "aarch64": 138}[os.uname().machine]
if raw(nr, os.getppid(), 9, ctypes.create_string_buffer(128))[0] == 0: hit()
"""
        ),
    ),
    (
        "trace the parent",
        "attaches to the fork server as a debugger",
        at_load(
            """
nr = {"x86_64": 101, "aarch64": 117}[os.uname().machine]
if raw(nr, 16, os.getppid(), 0, 0)[0] == 0: hit()
"""
        ),
    ),
    (
        "be traced by the parent",
        "asks to be traced, which the parent would see as stops",
        at_load(
            """
nr = {"x86_64": 101, "aarch64": 117}[os.uname().machine]
if raw(nr, 0, 0, 0, 0)[0] == 0: hit()
"""
        ),
    ),
    (
        "write the parent's memory",
        "writes to the fork server's memory by /proc and by process_vm_writev",
        at_load(
            """
try_each(lambda: open(f"/proc/{os.getppid()}/mem", "r+b"))
nr = {"x86_64": 311, "aarch64": 271}[os.uname().machine]
word = ctypes.create_string_buffer(8)
vector = (ctypes.c_uint64 * 2)(ctypes.addressof(word), 8)
if raw(nr, os.getppid(), vector, 1, vector, 1, 0)[0] >= 0: hit()
"""
        ),
    ),
    (
        "read the parent's memory",
        "reads the fork server's memory by process_vm_readv",
        at_load(
            """
nr = {"x86_64": 310, "aarch64": 270}[os.uname().machine]
word = ctypes.create_string_buffer(8)
vector = (ctypes.c_uint64 * 2)(ctypes.addressof(word), 8)
there = (ctypes.c_uint64 * 2)(id(None), 8)
if raw(nr, os.getppid(), vector, 1, there, 1, 0)[0] >= 0: hit()
"""
        ),
    ),
    (
        "take the control socket",
        "takes descriptors of the fork server by pidfd_getfd",
        at_load(
            """
handle, _ = raw(434, os.getppid(), 0)
if handle >= 0:
    hit("pidfd_open")
    for number in range(30):
        if raw(438, handle, number, 0)[0] >= 0: hit(f"descriptor {number}")
"""
        ),
    ),
    (
        "limit the parent",
        "sets the fork server's limits of time and files to zero, which is no signal",
        at_load(
            """
nr = {"x86_64": 302, "aarch64": 261}[os.uname().machine]
none = (ctypes.c_uint64 * 2)(0, 0)
for which in (0, 7):
    if raw(nr, os.getppid(), which, none, 0)[0] == 0: hit(f"limit {which}")
"""
        ),
    ),
    (
        "read the parent's limits",
        "reads the fork server's limits, which shows that it could be reached",
        at_load(
            """
nr = {"x86_64": 302, "aarch64": 261}[os.uname().machine]
both = (ctypes.c_uint64 * 2)(0, 0)
if raw(nr, os.getppid(), 7, 0, both)[0] == 0: hit()
"""
        ),
    ),
    (
        "have the kernel signal the parent",
        "makes the fork server the owner of a pipe that signals SIGKILL when it is ready",
        at_load(
            """
nr = {"x86_64": 72, "aarch64": 25}[os.uname().machine]
for descriptor in (1, 2, 4, 0):
    for command, argument in ((8, os.getppid()), (10, 9), (4, 0o20000), (15, 0)):
        got, errno = raw(nr, descriptor, command, argument)
        if got == 0: hit(f"fcntl {command} on {descriptor}")
os.write(1, b"x")
"""
        ),
    ),
    (
        "slow the parent down",
        "sets the fork server's priority, processors and scheduling",
        at_load(
            """
x86 = os.uname().machine == "x86_64"
one = (ctypes.c_uint64 * 16)(1)
if raw(203 if x86 else 122, os.getppid(), 8, one)[0] == 0: hit("affinity")
if raw(144 if x86 else 119, os.getppid(), 0, one)[0] == 0: hit("scheduler")
if raw(314 if x86 else 274, os.getppid(), one, 0)[0] == 0: hit("attributes")
"""
        ),
    ),
    (
        "renice the parent",
        "sets the fork server's priority",
        at_load(
            """
if raw({"x86_64": 141, "aarch64": 140}[os.uname().machine], 0, os.getppid(), 19)[0] == 0: hit()
"""
        ),
    ),
    (
        "answer for the next",
        "writes frames to every descriptor there may be, for whoever is served by it",
        at_load(
            """
import struct
for descriptor in (0, 3, *range(5, 64)):
    try_each(lambda: os.write(descriptor, b"x") if descriptor else 0)
"""
        ),
    ),
    (
        "send on the control socket",
        "sends messages with forged reports on every descriptor",
        at_load(
            """
nr = {"x86_64": 46, "aarch64": 211}[os.uname().machine]
message = (ctypes.c_uint64 * 7)(0)
for descriptor in range(64):
    if raw(nr, descriptor, message, 0)[0] >= 0: hit(f"descriptor {descriptor}")
"""
        ),
    ),
    (
        "outlive the parent's signal",
        "clears the signal that it is to get when the fork server dies",
        at_load(
            """
nr = {"x86_64": 157, "aarch64": 167}[os.uname().machine]
if raw(nr, 1, 0, 0, 0, 0)[0] == 0: hit("PR_SET_PDEATHSIG")
if raw(nr, 4, 1, 0, 0, 0)[0] == 0: hit("PR_SET_DUMPABLE")
"""
        ),
    ),
    (
        "wait in the parent's place",
        "waits for the children of others and for processes by number",
        at_load("try_each(lambda: os.waitpid(-1, os.WNOHANG), lambda: os.wait4(-1, 1))"),
    ),
    (
        "keep the pipes",
        "copies its pipes to many descriptors so that they stay open",
        at_load("for _ in range(1000):\n    try: os.dup(4), os.dup(1)\n    except OSError: break"),
    ),
]

ATTACKS: list[Attack] = family("fork server", _ROWS)
