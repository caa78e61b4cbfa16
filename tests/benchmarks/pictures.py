"""Make the pictures of the README: the top of a student's page, as it is now.

    python -m tests.benchmarks.pictures
    pngquant --force --ext .png 64 tests/report/pictures/*.png     # a third of the size

The page is that of the corpus's ``slope_forgotten``, graded here as `grader grade` does.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.conftest import FLAGS

_ROOT = Path(__file__).parent.parent.parent
_FOLDER = _ROOT / "tests" / "report" / "pictures"
_SUBMISSION = _ROOT / "submissions" / "slope_forgotten"
_SIZE = {"width": 1100, "height": 1420}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        command = [sys.executable, "-m", "grader", "grade", "--one", str(_SUBMISSION)]
        subprocess.run([*command, "--html", str(page)], cwd=_ROOT, check=True)
        for theme in ("light", "dark"):
            _picture(page, theme)


def _picture(page: Path, theme: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        shown = browser.new_page(viewport=_SIZE, color_scheme=theme)
        shown.goto(page.as_uri())
        path = _FOLDER / f"student-{theme}.png"
        shown.screenshot(path=path)
        print(f"{path.relative_to(_ROOT)}: {path.stat().st_size >> 10} KiB")
        browser.close()


if __name__ == "__main__":
    main()
