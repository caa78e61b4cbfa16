"""Run a submission's functions where they can do no harm, and report what happened.

Theory of operation
-------------------

    grader          holds the expected answers, judges; reads numbers, never objects
     |  control socket                  which pipes, how long: no student's byte, no answer
     |  sheet    sealed memory file     what may be shown of the arguments, the same for all
     |  request  pipe                   one student's source, questions; later the hidden sheet
     |  reply    pipe                   frames: numbers and texts, all of them hostile
     |  output   pipe                   whatever is printed
     v
    [bwrap: interpreter, standard library, numpy, system libraries; no /proc, home, network]
    zygote          a fresh interpreter with numpy imported; reads none of the four above
     |  fork
     v
    child           [Landlock: no file, no signal]  [seccomp: compute, write, ask for memory]
                    loads one student's module, calls its functions, ends

A child is forked, locked in and warmed before the submission it is for arrives.  It runs all
questions of one submission.  When it hangs, crashes, floods or is killed, the question it was at
gets that outcome and a fresh child goes on with the others.

The grader owns the clock: a question's time begins when the frame that ends the one before it has
arrived, and loading the module has the same limits of its own.  Starting up is never the
student's: what goes wrong before a child turns to the student's file is ``WorkerLost``.

The hidden arguments are not where a child is until it has answered every case that may be shown.
Only then does the grader write them to the request pipe; what has arrived before, prints included,
is all that is ever shown, whatever the child claims about it.

Each frame must be the next one of an order that is known beforehand, so nothing can be answered
twice, early, or for another case.  One that is not, or a system call that no answer needs, voids
the rest of the submission (``Tampered``), is flagged, and the zygote is replaced.

seccomp alone decides what a child may do, and it is the same on every rung of the ladder: the
other layers refuse nothing that seccomp would let through to a submission.  Hence the same
observations, and grades, on every rung.

A person who checks a file of their own waits for the answer, so that zygote is begun before the
grader loads itself (``begun``), and makes ready only the modules that the file seems to import.  A
child that needs another one ends, and a full zygote takes the place of that one (``open_own``).

Open a sandbox in the process that uses it: the zygote ends when the last copy of the grader's end
of the control socket is closed, and a process forked later holds a copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazy import door

if TYPE_CHECKING:
    from grader.sandbox.levels import PLAIN, RUNGS
    from grader.sandbox.opening import open_own, open_sandbox
    from grader.sandbox.plan import Plan
    from grader.sandbox.supervisor import WorkerLost
    from grader.sandbox.worker import Isolate, Worker

__all__ = [
    "PLAIN",
    "RUNGS",
    "Isolate",
    "Plan",
    "Worker",
    "WorkerLost",
    "open_own",
    "open_sandbox",
]

_HOMES = {
    "PLAIN": "levels",
    "RUNGS": "levels",
    "Isolate": "worker",
    "Plan": "plan",
    "Worker": "worker",
    "WorkerLost": "supervisor",
    "open_own": "opening",
    "open_sandbox": "opening",
}
"""Where each name lives: loaded when it is asked for, so that a process can be begun before."""

__getattr__ = door(__name__, _HOMES)
