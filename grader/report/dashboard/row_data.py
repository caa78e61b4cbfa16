"""The table of a large class as data: a script makes rows of what is looked at.

A table of thousands of rows takes megabytes and seconds; the same facts as JSON take a fifth.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from grader.report.dashboard.sections import TableRow

_LESS = "\\u003c"

MOST_AS_HTML = 500
"""Students of a class whose rows are all in the page, also without a script."""


def row_data(rows: Sequence[TableRow], drawing: Mapping[str, Any]) -> Markup:
    """Return the rows as a block of JSON for a page.

    Parameters
    ----------
    rows : sequence of TableRow
    drawing : mapping
        How the squares of a row are drawn (``TableRowBuilder.drawing``).
    """
    mistakes = list(dict.fromkeys(row.mistakes for row in rows))
    places = {text: place for place, text in enumerate(mistakes)}
    document = {
        **drawing,
        "mistakes": mistakes,
        "rows": [_row(row, places[row.mistakes]) for row in rows],
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Within a page this one character could end the data.
    return Markup(f'<script type="application/json" id="rows">{text.replace("<", _LESS)}</script>')


def _row(row: TableRow, mistakes: int) -> list[Any]:
    return [
        row.name,
        row.href,
        row.about,
        row.keys,
        row.points,
        row.by_hand,
        row.attempt,
        row.marks,
        row.right,
        mistakes,
        [[pill.kind, pill.words] for pill in row.pills],
        row.order_points,
        row.order_checks,
    ]
