"""A cluster whose workers die at one student's job, as often as a file says.

    python -m tests.cluster.killing FOLDER DEATHS

Prints who was graded and who was not, and how often a worker died.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.cluster import Cluster, open_cluster_pool, plugin, pool
from grader.cluster.plugin import RemoteReply
from grader.model import Person, Standing, Submission
from grader.results.job import BatchConfig, Job, JobResult
from grader.results.update import same_task
from grader.sandbox import PLAIN, open_sandbox
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
STUDENTS = 12
FATAL = "s5"
_RIGHT = (LOGISTIC / "submissions" / "right" / "logistic.py").read_bytes()


def dying(name: str, jobs: Sequence[Job]) -> RemoteReply:
    """Do a chunk, unless it holds the student at whom workers die."""
    deaths = Path(os.environ["DEATHS"])
    left = deaths.read_text()
    if left and any(job.student == FATAL for job in jobs):
        deaths.write_text(left[1:])
        os.kill(os.getpid(), signal.SIGKILL)
    return plugin.do_chunk(name, jobs)


def main() -> None:
    folder, deaths = Path(sys.argv[1]), _deaths(int(sys.argv[2]))
    pool.do_chunk = dying
    suite = build(load_assignment(LOGISTIC), seed=1)
    config = BatchConfig(
        open_sandbox=lambda layers: open_sandbox(suite.limits, suite.modules, layers),
        task_of=same_task(suite),
        folder=folder,
        digest="0" * 64,
        version="test",
    )
    jobs = [_job(number) for number in range(STUDENTS)]
    with open_cluster_pool(Cluster("local:2"), suite, "submission", config, PLAIN) as workers:
        found = [one for one in workers.work(jobs, len(jobs)) if isinstance(one, JobResult)]
    graded = sorted(one.job.student for one in found if one.earned is not None)
    lost = sorted(f"{one.job.student}: {one.ungraded}" for one in found if one.ungraded)
    pages = len(list(folder.glob("**/*.html")))
    sys.stdout.write(
        f"graded {len(graded)}, pages {pages}, lost {lost}, left {len(deaths.read_text())}\n"
    )


def _deaths(deaths: int) -> Path:
    path = Path(sys.argv[1]) / "deaths"
    path.write_text("x" * deaths)
    os.environ["DEATHS"] = str(path)
    return path


def _job(number: int) -> Job:
    person = Person(f"s{number}")
    return Job(number, Standing(person), Submission(person.student, "logistic.py", _RIGHT))


if __name__ == "__main__":
    main()
