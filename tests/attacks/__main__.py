"""``python -m tests.attacks``: every attack on every level of this host, as a table in Markdown."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.errors import SandboxError
from grader.sandbox import RUNGS, open_sandbox
from tests.attacks.attack import Attack
from tests.attacks.catalogue import CATALOGUE
from tests.attacks.ground import LIMITS, Host, Range, Trial

Column = tuple[str, Sequence[Trial]]


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    attacks = [attack for attack in CATALOGUE if _wanted(attack, asked.only)]
    with tempfile.TemporaryDirectory() as folder:
        host = Host(Path(folder))
        host.prepare()
        columns = [c for c in (_column(host, layers, attacks) for layers in RUNGS) if c]
    sys.stdout.writelines(f"{line}\n" for line in _table(attacks, columns))
    return 1 if not columns or any(t.damage or t.stumbled for _, ts in columns for t in ts) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument(
        "--only", action="append", default=[], help="attacks whose 'family: words' contain this"
    )
    return parser


def _wanted(attack: Attack, words: Sequence[str]) -> bool:
    return not words or any(word in f"{attack.family}: {attack.id}" for word in words)


def _column(host: Host, layers: Sequence[str], attacks: Iterable[Attack]) -> Column | None:
    name = " + ".join(layers)
    try:
        with open_sandbox(LIMITS, layers=layers) as worker:
            ground = Range(host, worker)
            return name, [_told(ground.attempt(attack), name) for attack in attacks]
    except SandboxError as reason:
        sys.stderr.write(f"{name}: not on this host: {reason}\n")
        return None


def _told(trial: Trial, layers: str) -> Trial:
    for problem in (*trial.damage, *([trial.stumbled] if trial.stumbled else [])):
        sys.stderr.write(f"{layers}: {trial.attack.family}: {trial.attack.id}: {problem}\n")
    return trial


def _table(attacks: Sequence[Attack], columns: Sequence[Column]) -> Iterable[str]:
    names = [name for name, _ in columns]
    yield "| family | attack | tries: | " + " | ".join(names) + " |"
    yield "|---|---|---|" + "---|" * len(names)
    for index, attack in enumerate(attacks):
        cells = [_cell(trials[index]) for _, trials in columns]
        yield "| " + " | ".join((attack.family, attack.id, attack.tries, *cells)) + " |"
    damage = sum(bool(trial.damage) for _, trials in columns for trial in trials)
    tried = len(attacks) * len(columns)
    yield ""
    yield (
        f"{len(attacks)} attacks on {len(columns)} levels as uid {os.getuid()}:"
        f" {tried} trials, {damage} with damage."
    )


def _cell(trial: Trial) -> str:
    if trial.damage:
        return f"**DAMAGE: {'; '.join(trial.damage)}**".replace("|", "/").replace("\n", " ")
    return trial.stumbled.replace("|", "/") or trial.ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
