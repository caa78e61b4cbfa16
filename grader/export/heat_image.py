"""Draw a heat map as a standalone SVG image, for systems that show images beside a text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from grader.report.illustrations import Heat

_FILLS = ("#eef2f6", "#fde9c9", "#fbcf97", "#f2a365", "#dd6b3c", "#b23a24")
_LIGHT_TEXT_FROM = 4
_TEXT = "#1b2733"


def heat_image(heat: Heat) -> str:
    """Return the drawing as SVG."""
    size = f'viewBox="0 0 {heat.width} {heat.height}" width="{heat.width}" height="{heat.height}"'
    style = 'font-family="sans-serif" font-size="13" text-anchor="middle"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>'
        f"<title>{escape(heat.words)}</title>{''.join(_shapes(heat))}</svg>"
    )


def _shapes(heat: Heat) -> Iterator[str]:
    for label in heat.columns:
        yield _text(label.x, label.y, label.text, _TEXT)
    for label in heat.rows:
        yield _text(label.x, label.y, label.text, _TEXT, ' text-anchor="end"')
    for cell in heat.cells:
        level = int(cell.level)
        border = _TEXT if cell.worst else "#c7d0d9"
        yield (
            f'<rect x="{cell.x}" y="{cell.y}" width="{heat.cell_width}"'
            f' height="{heat.cell_height}" rx="5" fill="{_FILLS[level]}" stroke="{border}"/>'
        )
        colour = "#ffffff" if level >= _LIGHT_TEXT_FROM else _TEXT
        yield _text(cell.text_x, cell.text_y, cell.text, colour)


def _text(x: str, y: str, text: str, colour: str, more: str = "") -> str:
    return f'<text x="{x}" y="{y}" fill="{colour}"{more}>{escape(text)}</text>'
