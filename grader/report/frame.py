"""A page as the output of a notebook cell."""

from __future__ import annotations

from html import escape


def framed(html: str) -> str:
    """Return the page in a frame of its own, which may run no script and open nothing.

    Neither the style of the page nor what a student managed to bring into it reaches the notebook.
    """
    style = "width: 100%; height: 40em; border: 1px solid #8884"
    return f'<iframe sandbox srcdoc="{escape(html)}" style="{style}"></iframe>'
