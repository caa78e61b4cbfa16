"""``python -m tests.attacks``: every attack on every level of this host, as a table in Markdown.

Where an attack ends the same way on all levels, the table says it once.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader.errors import SandboxError
from grader.sandbox import ISOLATION_LEVELS, open_sandbox
from tests.attacks.attack import Attack
from tests.attacks.bare import comes_to
from tests.attacks.catalogue import CATALOGUE
from tests.attacks.ground import LIMITS, Host, Range, Trial

Level = tuple[str, Sequence[Trial]]


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    attacks = [attack for attack in CATALOGUE if _wanted(attack, asked.only)]
    with tempfile.TemporaryDirectory() as folder:
        host = Host(Path(folder))
        host.prepare()
        levels = [
            level
            for level in (_level(host, layers, attacks) for layers in ISOLATION_LEVELS)
            if level
        ]
    bare = [comes_to(attack) for attack in attacks] if asked.bare else []
    sys.stdout.writelines(f"{line}\n" for line in _report(attacks, levels, bare))
    trials = [trial for _, tried in levels for trial in tried]
    return 1 if not trials or any(trial.damage or trial.stumbled for trial in trials) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument(
        "--only", action="append", default=[], help="attacks whose 'family: words' contain this"
    )
    parser.add_argument(
        "--bare", action="store_true", help="say too what each does where nothing is isolated"
    )
    return parser


def _wanted(attack: Attack, words: Sequence[str]) -> bool:
    return not words or any(word in f"{attack.family}: {attack.id}" for word in words)


def _level(host: Host, layers: Sequence[str], attacks: Iterable[Attack]) -> Level | None:
    name = " + ".join(layers)
    try:
        with open_sandbox(LIMITS, layers=layers) as worker:
            ground = Range(host, worker)
            tried = [_told(ground.attempt(attack), name) for attack in attacks]
            return f"{worker.isolation.level} ({name})", tried
    except SandboxError as reason:
        sys.stderr.write(f"{name}: not on this host: {reason}\n")
        return None


def _told(trial: Trial, layers: str) -> Trial:
    for problem in (*trial.damage, *([trial.stumbled] if trial.stumbled else [])):
        sys.stderr.write(f"{layers}: {trial.attack.family}: {trial.attack.id}: {problem}\n")
    return trial


def _report(
    attacks: Sequence[Attack], levels: Sequence[Level], bare: Sequence[str]
) -> Iterator[str]:
    yield f"| family | attack | tries | ends in |{' without isolation |' if bare else ''}"
    yield f"|---|---|---|---|{'---|' if bare else ''}"
    for index, attack in enumerate(attacks):
        trials = [(name, tried[index]) for name, tried in levels]
        cells = [attack.family, attack.id, attack.tries, _ending(trials)]
        cells += ["**gets through**" if bare[index] else "does not"] if bare else []
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
    yield ""
    yield _totals(len(attacks), levels)
    if bare:
        yield f"Without isolation {sum(map(bool, bare))} of {len(bare)} get through."


def _ending(trials: Sequence[tuple[str, Trial]]) -> str:
    endings = {name: _cell(trial) for name, trial in trials}
    if len(set(endings.values())) == 1:
        return next(iter(endings.values()))
    return "; ".join(f"{name}: {ending}" for name, ending in endings.items())


def _cell(trial: Trial) -> str:
    if trial.damage:
        return f"**DAMAGE: {'; '.join(trial.damage)}**".replace("\n", " ")
    return trial.stumbled or trial.ended


def _totals(attacks: int, levels: Sequence[Level]) -> str:
    names = ", ".join(name for name, _ in levels)
    damage = sum(bool(trial.damage) for _, tried in levels for trial in tried)
    return (
        f"{attacks} attacks, levels {names}, as uid {os.getuid()}:"
        f" {attacks * len(levels)} trials, {damage} with damage."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
