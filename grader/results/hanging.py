"""Runs of programs that reached a limit of time, for those who hand in the same program.

A class copies: where one program never ends, to wait for each of its copies takes the time of a
thousand others.  Two programs are the same if they differ in comments and trailing spaces alone,
line by line, so that what a run says of lines is true of both.
"""

from __future__ import annotations

import hashlib
import io
import tokenize
from dataclasses import replace

from grader.gradebook import Run
from grader.model import Execution, Submission, TimedOut
from grader.results.job import Job, JobResult


class HangingRuns:
    """The runs of a batch that reached a limit of time, by their programs.

    Parameters
    ----------
    all_alike
        Whether all students are asked the same; else no run is another student's.
    """

    def __init__(self, *, all_alike: bool) -> None:
        self._all_alike = all_alike
        self._runs: dict[bytes, Run] = {}

    def note(self, result: JobResult) -> None:
        """Remember the run if it reached a limit of time."""
        if self._all_alike and result.hanging_program and result.run:
            self._runs[result.hanging_program] = result.run

    def with_run(self, job: Job) -> Job:
        """Return the job with the run of the same program, where one is known."""
        if not self._runs or job.run or job.unreadable:
            return job
        run = self._runs.get(program_key(job.submission))
        return replace(job, run=run, is_run_of_a_copy=True) if run else job


def hanging_program(submission: Submission, execution: Execution) -> bytes:
    """Return the key of a program that reached a limit of time; of others, nothing."""
    hangs = any(isinstance(seen.outcome, TimedOut) for seen in execution.observations) or any(
        statement.seconds for statement in execution.skipped
    )
    return program_key(submission) if hangs else b""


def program_key(submission: Submission) -> bytes:
    """Return the digest of the source without comments and trailing spaces, and of its name."""
    lines = _without_comments(submission.source)
    digest = hashlib.sha256(submission.filename.encode("utf-8", "surrogatepass"))
    for line in lines:
        digest.update(b"\n" + line.rstrip().encode("utf-8", "surrogatepass"))
    return digest.digest()


def _without_comments(source: bytes) -> list[str]:
    """Return the lines; what cannot be read as Python keeps its comments."""
    lines = source.decode("utf-8", "surrogateescape").splitlines()
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return lines
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    while lines and not lines[-1].strip():
        lines.pop()
    return lines
