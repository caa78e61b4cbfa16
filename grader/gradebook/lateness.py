"""What handing in late costs.  Pure: the time of the delivery comes in, the clock is not asked."""

from __future__ import annotations

import math
from datetime import datetime

from grader.model import Delivery, Lateness, LatePolicy

_MINUTES_A_DAY = 24 * 60


def lateness(delivery: Delivery, policy: LatePolicy | None) -> Lateness | None:
    """How late, or None for on time.

    Without a time the platform's own mark counts, and costs nothing: how late it was is for a
    person to find out.  Without a policy only that mark is known.
    """
    if policy is None or not delivery.submitted:
        return Lateness(0, 0.0) if delivery.late else None
    past = datetime.fromisoformat(delivery.submitted) - datetime.fromisoformat(policy.due)
    minutes = past.total_seconds() / 60 - policy.grace_minutes
    if minutes <= 0:
        return None
    days = math.ceil(minutes / _MINUTES_A_DAY)
    return Lateness(days, min(days * policy.percent_a_day, policy.most_percent))
