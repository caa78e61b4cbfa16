"""The process in which derivations are checked: bounded, and ended from outside if need be.

A student's text is never executed, and the checker counts what it does; but nobody has read every
text that there can be.  So a check runs in a process with limits of its own, which its caller kills
(see ``process``).  Each request is JSON on one line, a length, and the text's bytes; each reply is
JSON on one line.
"""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from dataclasses import dataclass
from typing import IO, Any

CPU_SECONDS = 15
"""Of one document.  The checker's own budget ends before it, but for what it does not count."""

MEMORY = 1 << 30

_TOO_LARGE = "checking it needs more memory than there is"
_TOO_DEEP = "it is nested too deeply"


@dataclass(frozen=True)
class Request:
    """One document to check: the name and the text of a file, and the specification's YAML."""

    name: str
    specification: str
    content: bytes

    def write(self, stream: IO[bytes]) -> None:
        """Send it."""
        head = {"name": self.name, "specification": self.specification}
        stream.write(json.dumps(head | {"bytes": len(self.content)}).encode() + b"\n")
        stream.write(self.content)
        stream.flush()

    @classmethod
    def read(cls, stream: IO[bytes]) -> Request | None:
        """Receive the next one; None where there is none."""
        line = stream.readline()
        if not line:
            return None
        head = json.loads(line)
        return cls(head["name"], head["specification"], stream.read(head["bytes"]))


def main() -> None:
    """Answer requests until there are none."""
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller
    _limit_memory()
    while request := Request.read(requests):
        _limit_time()
        replies.write(json.dumps(_reply(request)).encode() + b"\n")
        replies.flush()


def _reply(request: Request) -> dict[str, Any]:
    from grader.derivation.checker import check_text
    from grader.derivation.reporting.record import record_of
    from grader.errors import AssignmentError
    from grader.model import CheckedDerivation
    from grader.suite.json_codec import plain

    try:
        text = request.content.decode("utf-8", "replace")
        specification = _specification(request.specification)
        found = record_of(check_text(text, request.name, specification))
    except MemoryError:
        found = CheckedDerivation(problem=_TOO_LARGE)
    except RecursionError:
        found = CheckedDerivation(problem=_TOO_DEEP)
    except AssignmentError as error:
        return {"fault": str(error)}
    except Exception as error:  # noqa: BLE001 - a fault of ours is told to whoever asked
        return {"fault": f"{type(error).__name__}: {error}"}
    return {"found": plain(found)}


_read: dict[str, Any] = {}


def _specification(text: str) -> Any:
    """Read a specification once: the documents of a class have the same."""
    from grader.derivation.specfile import parse_specification

    if text not in _read:
        _read.clear()
        _read[text] = parse_specification(text, "the specification")
    return _read[text]


def _limit_memory() -> None:
    """Bound what all documents may use; a system without such limits has the caller's clock."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _limit_time() -> None:
    """Let the next document have its own processor time."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        limit = int(used.ru_utime + used.ru_stime) + CPU_SECONDS + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, most))


if __name__ == "__main__":
    main()
