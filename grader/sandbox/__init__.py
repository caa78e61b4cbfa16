"""Run a submission's functions where they can do no harm, and report what they did.

Theory of operation
-------------------

    grader          holds the expected answers, judges; reads numbers, never objects
     |  control socket                  which pipes, how long: no student's byte, no answer
     |  sheet    sealed memory file     arguments that may be shown, the same for all
     |  request  pipe                   one student's source, questions; later the hidden sheet
     |  reply    pipe                   frames: numbers and texts, all of them hostile
     |  output   pipe                   whatever is printed
     v
    [bwrap: interpreter, standard library, numpy, system libraries; no /proc, home, network]
    fork server     a fresh interpreter with numpy imported; reads none of the four above
     |  fork
     v
    child           [Landlock: no file, no signal]  [seccomp: compute, write, ask for memory]
                    loads one student's module, calls its functions, ends

The fork server forks a child, which locks itself in, before the submission for it arrives
(prefork).  One child answers all questions of one submission.  When it hangs, crashes, floods or
is killed, the question at hand gets that outcome and a fresh child answers the others.

The grader owns the clock.  The time of a question begins when the frame that ends the question
before it has arrived; loading the module has the same limits.  Starting a child is never the
student's fault: a failure before the child turns to the student's file is ``WorkerLost``.

A child does not hold the hidden arguments until it has answered every case that may be shown.  Only
then does the grader write them to the request pipe.  Nothing that arrives later is ever shown,
prints included, whatever the child claims about it.

The order of the frames is known beforehand and each frame must be the next one, so a child cannot
answer twice, early, or for another case.  A frame out of order, or a system call that no answer
needs, voids the rest of the submission (``Tampered``), raises a flag and replaces the fork server.

seccomp alone decides what a child may do, and its filter is the same on every isolation level: the
other layers refuse nothing that seccomp would let through to a submission.  Hence observations,
and so grades, are the same on every level.

Students who check their own file wait for the answer, so the fork server is started before the
grader loads itself (``prestart``) and preloads only the modules that the file seems to import.  A
child that needs another module ends, and a complete fork server takes over (``open_own``).

Open a sandbox in the process that uses it: the fork server ends when the last copy of the grader's
end of the control socket is closed, and a process that is forked later holds a copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazy import door

if TYPE_CHECKING:
    from grader.sandbox.levels import ISOLATION_LEVELS, PLAIN
    from grader.sandbox.opening import open_own, open_sandbox
    from grader.sandbox.plan import Plan
    from grader.sandbox.supervisor import WorkerLost
    from grader.sandbox.worker import Isolate, Worker

__all__ = [
    "ISOLATION_LEVELS",
    "PLAIN",
    "Isolate",
    "Plan",
    "Worker",
    "WorkerLost",
    "open_own",
    "open_sandbox",
]

_MODULES = {
    "ISOLATION_LEVELS": "levels",
    "PLAIN": "levels",
    "Isolate": "worker",
    "Plan": "plan",
    "Worker": "worker",
    "WorkerLost": "supervisor",
    "open_own": "opening",
    "open_sandbox": "opening",
}
"""The module of each name, which is loaded when the name is used: a process may start before."""

__getattr__ = door(__name__, _MODULES)
