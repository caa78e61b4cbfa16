"""The files of a kit for VS Code and for codespaces: a task that marks lines, and a container.

The task runs the check with ``--format gcc``; its problem matcher reads those lines, so that the
editor underlines them and lists them.
"""

from __future__ import annotations

import json
from typing import Any

from grader.report.words import Words

PROBLEM_LINE = r"^(.+?):(\d+):(\d+): (error|warning): (.*)$"
"""A line of ``--format gcc``: file, line, column, severity, message."""

_MATCHER = {
    "owner": "grader",
    "source": "check",
    "fileLocation": ["autoDetect", "${workspaceFolder}"],
    "pattern": {
        "regexp": PROBLEM_LINE,
        "file": 1,
        "line": 2,
        "column": 3,
        "severity": 4,
        "message": 5,
    },
}
_IMAGE = "mcr.microsoft.com/devcontainers/python:3.13"
_EXTENSIONS = ("ms-python.python", "ms-toolsai.jupyter")


def editor_files(title: str, words: Words) -> dict[str, bytes]:
    """Return the files by their names in the kit.

    Parameters
    ----------
    title
        The title of the assignment, which names the container.
    words
        The sentences of its language.
    """
    tasks = {
        "version": "2.0.0",
        "tasks": [
            _task("check", ["--format", "gcc"], _MATCHER)
            | {"group": {"kind": "test", "isDefault": True}},
            _task(words("kit.task_words"), [], []),
            _task(words("kit.task_watch"), ["--watch"], []),
        ],
    }
    container = {
        "name": title,
        "image": _IMAGE,
        "postCreateCommand": ["python3", "-P", "-m", "pip", "install", "numpy"],
        "customizations": {"vscode": {"extensions": list(_EXTENSIONS)}},
    }
    return {
        ".vscode/tasks.json": _json(tasks),
        ".devcontainer/devcontainer.json": _json(container),
    }


def _task(label: str, options: list[str], matcher: object) -> dict[str, Any]:
    """Return a task that runs the check in the folder of the kit."""
    return {
        "label": label,
        "type": "process",
        "command": "python3",
        "windows": {"command": "py"},
        "args": ["check.pyz", *options],
        "options": {"cwd": "${workspaceFolder}"},
        "presentation": {"clear": True},
        "problemMatcher": matcher,
    }


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
