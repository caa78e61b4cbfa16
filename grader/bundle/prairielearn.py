"""PrairieLearn: a question that is graded externally, and the image that grades it."""

from __future__ import annotations

import json
import uuid
from html import escape
from typing import Any

from grader.bundle.parts import Parts, fixed
from grader.model import Question, Suite

_MOST_SECONDS = 600
"""The longest time-out that PrairieLearn accepts."""


def prairielearn_files(parts: Parts) -> dict[str, bytes]:
    """Return the folders ``question`` and ``image``."""
    info = json.dumps(_info(parts), indent=2, ensure_ascii=False)
    return {
        **fixed("prairielearn", run_sh="question/tests/run.sh", Dockerfile="image/Dockerfile"),
        **parts.suite_and_wheel("question/tests/", "image/"),
        **{f"question/tests/{path}": content for path, content in parts.drawing.items()},
        "question/info.json": f"{info}\n".encode(),
        "question/question.html": _question(parts.suite).encode(),
    }


def _info(parts: Parts) -> dict[str, Any]:
    suite = parts.suite
    return {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"grader:{suite.assignment}")),
        "title": suite.title,
        "topic": suite.title,
        "type": "v3",
        "gradingMethod": "External",
        "singleVariant": not parts.drawing,
        "externalGradingOptions": {
            "image": parts.image,
            "entrypoint": "/grade/tests/run.sh",
            "timeout": _seconds(suite),
            "enableNetworking": False,
        },
    }


def _seconds(suite: Suite) -> int:
    """Return a time that a submission within its limits does not reach.

    The container has less than one processor, and may ask the functions a second time.
    """
    return min(round(3 * suite.limits.submission_seconds) + 60, _MOST_SECONDS)


def _question(suite: Suite) -> str:
    asked = "\n".join(map(_asked, suite.questions))
    file = _text(suite.module)
    written = _text(suite.derivation.file) if suite.derivation else ""
    optional = f' optional-file-names="{written}"' if written else ""
    return f"""\
<pl-question-panel>
<p>Hand in <code>{file}</code> with these functions.</p>
<ul>
{asked}
</ul>
</pl-question-panel>
<pl-file-upload file-names="{file}"{optional}></pl-file-upload>
<pl-submission-panel>
<pl-external-grader-results></pl-external-grader-results>
<pl-file-preview></pl-file-preview>
</pl-submission-panel>
"""


def _asked(question: Question) -> str:
    return f"<li><code>{_text(question.signature)}</code>: {_text(question.asked)}</li>"


def _text(words: str) -> str:
    """Return words as HTML in which the Mustache templates of PrairieLearn find nothing."""
    return escape(words).replace("{", "&#123;").replace("}", "&#125;")
