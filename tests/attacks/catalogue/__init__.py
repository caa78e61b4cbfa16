"""All attacks, by family."""

from __future__ import annotations

from tests.attacks.catalogue import (
    exhaust,
    kernel,
    processes,
    reading,
    state,
    verdict,
    zygote,
)

CATALOGUE = (
    *reading.ATTACKS,
    *verdict.ATTACKS,
    *exhaust.ATTACKS,
    *processes.ATTACKS,
    *kernel.ATTACKS,
    *state.ATTACKS,
    *zygote.ATTACKS,
)
