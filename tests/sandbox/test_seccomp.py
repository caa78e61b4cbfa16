"""The filter decides as its policy says, on an interpreter of our own."""

from __future__ import annotations

import errno
import os
import platform
import struct
from pathlib import Path

import pytest

from grader.sandbox import seccomp
from grader.sandbox.syscalls import ARCHITECTURES

ERROR = 0x00050000
OWN = 4242
MACHINES = tuple(ARCHITECTURES)


def decide(machine: str, number: int, *arguments: int, audit: int | None = None) -> int:
    """What the kernel would answer: classic BPF over a seccomp_data record."""
    filter = seccomp.assemble(machine)
    program = bytearray(filter.program)
    struct.pack_into("<I", program, filter.own_pid_at, OWN)
    audit = ARCHITECTURES[machine].audit if audit is None else audit
    six = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("<IIQ6Q", number, audit, 0, *six)
    return interpret(bytes(program), data)


def interpret(program: bytes, data: bytes) -> int:
    at = accumulator = 0
    while True:
        code, if_true, if_false, k = struct.unpack_from("<HBBI", program, 8 * at)
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif code == 0x06:
            return k
        elif code == 0x05:
            at += k
        else:
            tests = {
                0x15: accumulator == k,
                0x35: accumulator >= k,
                0x45: bool(accumulator & k),
            }
            at += if_true if tests[code] else if_false


def number(machine: str, name: str) -> int:
    return ARCHITECTURES[machine].numbers[name]


def on_each(names):
    """Every call with every machine that has it."""
    return [(m, name) for name in names for m in MACHINES if name in ARCHITECTURES[m].numbers]


@pytest.mark.parametrize("machine, name", on_each(seccomp.ALLOWED))
def test_what_a_computation_needs_is_allowed(machine, name):
    assert decide(machine, number(machine, name)) == seccomp.ALLOW


@pytest.mark.parametrize("machine, name", on_each(seccomp.NO_SUCH_FILE))
def test_no_file_is_there(machine, name):
    assert decide(machine, number(machine, name)) == ERROR | errno.ENOENT


@pytest.mark.parametrize("machine, name", on_each(seccomp.ATTACKS))
def test_what_only_an_attack_calls_kills(machine, name):
    assert decide(machine, number(machine, name)) == seccomp.KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_every_other_number_is_refused(machine):
    named = set(ARCHITECTURES[machine].numbers.values())
    others = [n for n in (*range(600), 0x3FFFFFFF) if n not in named]

    assert {decide(machine, n) for n in others} == {ERROR | errno.EPERM}


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    "name, arguments, expected",
    [
        ("clone3", (), ERROR | errno.ENOSYS),
        ("ioctl", (0, 0x5412), ERROR | errno.ENOTTY),
        ("prlimit64", (1,), ERROR | errno.EPERM),
        ("seccomp", (1,), ERROR | errno.EPERM),
        ("fcntl", (1, 3), seccomp.ALLOW),
        ("fcntl", (1, 1030), seccomp.ALLOW),
        ("fcntl", (1, 4), ERROR | errno.EPERM),
        ("fcntl", (1, 8), ERROR | errno.EPERM),
        ("tgkill", (OWN, OWN, 6), seccomp.ALLOW),
        ("tgkill", (1, 1, 9), seccomp.KILL),
        ("openat", (0, 0, os.O_RDONLY | os.O_CLOEXEC), ERROR | errno.ENOENT),
        ("openat", (0, 0, os.O_WRONLY), ERROR | errno.EACCES),
        ("openat", (0, 0, os.O_RDWR), ERROR | errno.EACCES),
        ("openat", (0, 0, os.O_RDONLY | os.O_CREAT), ERROR | errno.EACCES),
        ("getdents64", (3,), ERROR | errno.EACCES),
        ("mmap", (0, 4096, 3), seccomp.ALLOW),
        ("mmap", (0, 4096, 7), ERROR | errno.EPERM),
        ("mprotect", (0, 4096, 1), seccomp.ALLOW),
        ("mprotect", (0, 4096, 5), ERROR | errno.EPERM),
    ],
)
def test_arguments_are_checked(machine, name, arguments, expected):
    assert decide(machine, number(machine, name), *arguments) == expected


@pytest.mark.parametrize("machine", MACHINES)
def test_another_table_of_calls_kills(machine):
    assert decide(machine, 1, audit=0x40000003) == seccomp.KILL


def test_the_x32_table_kills():
    assert decide("x86_64", 0x40000001) == seccomp.KILL
    assert decide("x86_64", 0xFFFFFFFF) == seccomp.KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_no_decision_takes_more_than_thirty_steps(machine):
    filter = seccomp.assemble(machine)

    assert len(filter.program) % 8 == 0
    assert len(filter.program) // 8 < 400
    depth = len(seccomp._ranges(ARCHITECTURES[machine])).bit_length()
    assert depth <= 8


def test_an_unknown_machine_is_refused():
    with pytest.raises(seccomp.UnknownArchitecture):
        seccomp.assemble("vax")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="compares with this machine's headers")
def test_numbers_are_those_of_the_system_s_headers():
    headers = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"
    try:
        text = Path(headers).read_text()
    except OSError:
        pytest.skip("no kernel headers installed")
    lines = [line.split() for line in text.splitlines() if line.startswith("#define __NR_")]
    known = {words[1].removeprefix("__NR_"): int(words[2]) for words in lines}

    ours = ARCHITECTURES["x86_64"].numbers
    assert {name: known[name] for name in ours if name in known} == {
        name: n for name, n in ours.items() if name in known
    }
