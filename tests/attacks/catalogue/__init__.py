"""All attacks, by family."""

from __future__ import annotations

from tests.attacks.catalogue import (
    exhaust,
    forgery,
    fork_server,
    hidden,
    kernel,
    loading,
    processes,
    reading,
    recording,
    state,
    verdict,
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
    *loading.ATTACKS,
    *fork_server.ATTACKS,
    *recording.ATTACKS,
)
