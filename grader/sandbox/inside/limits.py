"""Set limits of this process's resources, as far as those that it has inherited allow."""

from __future__ import annotations

import resource


def limit(what: int, soft: int, hard: int | None = None) -> None:
    """Set a limit to at most so much: one that is lower already stays, by as much below.

    Parameters
    ----------
    what
        One of the constants of ``resource``.
    soft, hard
        The limits; without ``hard`` both are the same.
    """
    highest = resource.getrlimit(what)[1]
    hard = soft if hard is None else hard
    if highest != resource.RLIM_INFINITY:
        gap = hard - soft
        hard = min(hard, highest)
        soft = max(hard - gap, 0)
    resource.setrlimit(what, (soft, hard))
