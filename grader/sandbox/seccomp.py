"""The seccomp filter of every child: the system calls that it may make, as a BPF program.

It is an allow-list.  A child computes, writes to pipes that it was given and asks for memory; it
opens and names no file, starts nothing, connects to nothing and signals nobody.  A call that only
an attack makes kills the child (and so raises the tamper flag); a call that a library may try and
do without gets an error, as if no file were there; a call that is not named here gets EPERM.

The program is a binary search over ranges of numbers and not a chain of comparisons: when a filter
is loaded, the kernel runs it once for each system call there is, and every child loads it.
Pure: names in, bytes out.  The tests run the program on an interpreter of their own.
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from grader.errors import SandboxError
from grader.sandbox.syscalls import ARCHITECTURES, Architecture

ALLOW = 0x7FFF0000
KILL = 0x80000000

ALLOWED = (
    "read write close fstat lseek munmap brk rt_sigaction rt_sigprocmask rt_sigreturn pread64 readv"
    " writev sched_yield mremap madvise dup nanosleep getitimer setitimer alarm getpid gettid"
    " getppid getuid getgid geteuid getegid uname getcwd gettimeofday getrusage times time"
    " sigaltstack futex sched_getaffinity restart_syscall clock_gettime clock_getres"
    " clock_nanosleep exit exit_group set_robust_list rseq getrandom membarrier poll ppoll select"
    " pselect6 sysinfo"
).split()
NO_SUCH_FILE = (
    "stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat"
).split()
OPENING = {"open": 1, "openat": 2}
"""Calls that open a file, and which of their arguments holds the flags."""

O_WRITING = 0o103
"""O_WRONLY, O_RDWR, O_CREAT."""

ATTACKS = (
    "ptrace process_vm_readv process_vm_writev kcmp pidfd_open pidfd_getfd pidfd_send_signal kill"
    " tkill rt_sigqueueinfo rt_tgsigqueueinfo unshare setns mount pivot_root chroot bpf userfaultfd"
    " perf_event_open io_uring_setup keyctl add_key init_module finit_module kexec_load reboot"
    " setpriority"
).split()
FCNTL_COMMANDS = (0, 1, 2, 3, 1030)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC.  F_SETOWN and F_SETFL can send signals."""
PROT_EXEC = 4

OWN_PID = 0x7FFFFFFF
"""Stands for the child's own process id, which the child puts in its place."""

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, constant."""
Leaf = tuple[Instruction, ...]

_LOAD, _JA, _JEQ, _JGE, _JSET, _RET = 0x20, 0x05, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16


@dataclass(frozen=True)
class Filter:
    """A BPF program, and where in its bytes the child's own process id goes (4 bytes)."""

    program: bytes
    own_pid_at: int
    load_number: int


class UnknownArchitecture(SandboxError):
    """There is no table of system calls for this machine."""


def assemble(machine: str = platform.machine()) -> Filter:
    """Return the filter for a machine ("x86_64", "aarch64").  Raises UnknownArchitecture."""
    architecture = ARCHITECTURES.get({"arm64": "aarch64"}.get(machine, machine))
    if architecture is None:
        raise UnknownArchitecture(f"there is no seccomp filter for {machine}")
    instructions = _prelude(architecture) + _search(_ranges(architecture))
    program = b"".join(struct.pack("<HBBI", *instruction) for instruction in instructions)
    own = next(i for i, instruction in enumerate(instructions) if instruction[3] == OWN_PID)
    return Filter(program, 8 * own + 4, architecture.numbers["seccomp"])


# --- policy -------------------------------------------------------------------------------------


def _policy() -> Mapping[str, Leaf]:
    """Return the answer to each system call that is not simply refused."""
    return {
        **dict.fromkeys(ALLOWED, _answer(ALLOW)),
        **dict.fromkeys(NO_SUCH_FILE, _answer(_error(errno.ENOENT))),
        **{
            name: _by_bits(flags, O_WRITING, _error(errno.EACCES), _error(errno.ENOENT))
            for name, flags in OPENING.items()
        },
        "getdents64": _answer(_error(errno.EACCES)),
        **dict.fromkeys(ATTACKS, _answer(KILL)),
        "ioctl": _answer(_error(errno.ENOTTY)),
        "clone3": _answer(_error(errno.ENOSYS)),  # anything else keeps libc from falling back
        "fcntl": _if_one_of(1, FCNTL_COMMANDS, _error(errno.EPERM)),
        "tgkill": _if_one_of(0, (OWN_PID,), KILL),
        "mmap": _by_bits(2, PROT_EXEC, _error(errno.EPERM), ALLOW),
        "mprotect": _by_bits(2, PROT_EXEC, _error(errno.EPERM), ALLOW),
    }


def _error(number: int) -> int:
    return 0x00050000 | number


def _answer(action: int) -> Leaf:
    return ((_RET, 0, 0, action),)


def _if_one_of(argument: int, values: tuple[int, ...], otherwise: int) -> Leaf:
    """Allow where the low half of an argument (an int to the kernel) is one of the values."""
    tests = tuple((_JEQ, len(values) - i, 0, value) for i, value in enumerate(values))
    return (_load_argument(argument), *tests, (_RET, 0, 0, otherwise), (_RET, 0, 0, ALLOW))


def _by_bits(argument: int, bits: int, set_: int, unset: int) -> Leaf:
    """Answer ``set_`` if one of the bits is set in an argument, else ``unset``."""
    test = (_JSET, 0, 1, bits)
    return (_load_argument(argument), test, (_RET, 0, 0, set_), (_RET, 0, 0, unset))


def _load_argument(argument: int) -> Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * argument)


# --- assembly -----------------------------------------------------------------------------------


def _prelude(architecture: Architecture) -> tuple[Instruction, ...]:
    """Kill a process that uses another table of system calls (int 0x80 on x86_64)."""
    return (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JEQ, 1, 0, architecture.audit),
        (_RET, 0, 0, KILL),
        (_LOAD, 0, 0, _NUMBER),
    )


def _ranges(architecture: Architecture) -> tuple[tuple[int, Leaf], ...]:
    """Return (first number, answer) of each run of numbers with one answer, from 0 on."""
    refused = _answer(_error(errno.EPERM))
    known = {
        architecture.numbers[name]: leaf
        for name, leaf in _policy().items()
        if name in architecture.numbers
    }
    starts = {0: refused, **{n + 1: refused for n in known if n + 1 not in known}, **known}
    if architecture.foreign:
        starts[architecture.foreign] = _answer(KILL)
    runs: list[tuple[int, Leaf]] = []
    for start in sorted(starts):
        if not runs or runs[-1][1] != starts[start]:
            runs.append((start, starts[start]))
    return tuple(runs)


def _search(runs: tuple[tuple[int, Leaf], ...]) -> tuple[Instruction, ...]:
    if len(runs) == 1:
        return runs[0][1]
    middle = len(runs) // 2
    below, above = _search(runs[:middle]), _search(runs[middle:])
    if len(below) <= 255:
        return ((_JGE, len(below), 0, runs[middle][0]), *below, *above)
    return ((_JGE, 0, 1, runs[middle][0]), (_JA, 0, 0, len(below)), *below, *above)
