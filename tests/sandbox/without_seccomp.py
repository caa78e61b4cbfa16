"""``python -m tests.sandbox.without_seccomp MODULE ARGUMENTS``: as on a kernel without seccomp.

The system call that loads a filter fails as it would there.  What sees to that is, of course, a
filter; it allows everything else.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Sequence

from grader.sandbox import seccomp, syscalls

_LOAD, _JEQ, _RET = 0x20, 0x15, 0x06
_PR_SET_NO_NEW_PRIVS, _SET_MODE_FILTER = 38, 1


def main(arguments: Sequence[str]) -> None:
    """Does not return: what it becomes is ``python -m`` with these arguments."""
    number = syscalls.ARCHITECTURES[os.uname().machine].numbers["seccomp"]
    instructions = (
        (_LOAD, 0, 0, 0),
        (_JEQ, 0, 1, number),
        (_RET, 0, 0, 0x00050000 | errno.ENOSYS),
        (_RET, 0, 0, seccomp.ALLOW),
    )
    code = b"".join(struct.pack("<HBBI", *instruction) for instruction in instructions)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HxxxxxxQ", len(instructions), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.syscall(number, _SET_MODE_FILTER, 0, program):
        raise OSError(ctypes.get_errno(), "seccomp")
    os.execv(sys.executable, [sys.executable, "-m", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
