"""What a worker grades with: marks must not depend on which worker a submission meets."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np

from grader import __version__
from grader.model import Isolation


@dataclass(frozen=True)
class Facts:
    """Versions and isolation of a worker."""

    grader: str
    python: str
    numpy: str
    blas: str
    machine: str
    isolation: str

    @classmethod
    def here(cls, isolation: Isolation) -> Facts:
        """Return those of this process."""
        blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
        layers = " + ".join(isolation.layers)
        return cls(
            grader=__version__,
            python=platform.python_version(),
            numpy=np.__version__,
            blas=f"{blas.get('name')} {blas.get('version')}",
            machine=platform.machine(),
            isolation=f"{isolation.level} ({layers})" if layers else isolation.level or "none",
        )


def differences(workers: Mapping[str, Facts]) -> Iterator[str]:
    """Yield a sentence for each fact in which workers differ; they are keyed by address."""
    for one in fields(Facts):
        by_value: dict[str, list[str]] = {}
        for address, facts in sorted(workers.items()):
            by_value.setdefault(getattr(facts, one.name), []).append(address)
        if len(by_value) > 1:
            yield f"{one.name}: " + "; ".join(
                f"{value} at {_some(addresses)}" for value, addresses in by_value.items()
            )


def _some(addresses: list[str]) -> str:
    more = f" and {len(addresses) - 2} more" if len(addresses) > 2 else ""
    return ", ".join(addresses[:2]) + more
