"""All attacks, by family."""

from __future__ import annotations

from tests.attacks.catalogue import (
    exhaust,
    forgery,
    hidden,
    kernel,
    processes,
    reading,
    state,
    verdict,
    zygote,
)

CATALOGUE = (
    *reading.ATTACKS,
    *hidden.ATTACKS,
    *verdict.ATTACKS,
    *forgery.ATTACKS,
    *exhaust.ATTACKS,
    *processes.ATTACKS,
    *kernel.ATTACKS,
    *state.ATTACKS,
    *zygote.ATTACKS,
)
