"""What a terminal shows while a class is graded."""

import argparse
import io
import sys

from grader.cli.progress import listening


class Screen(io.StringIO):
    """A terminal that keeps what it was told."""

    def isatty(self) -> bool:
        return True


def test_the_rate_is_a_number_and_a_unit(monkeypatch, tmp_path):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)

    with listening(argparse.Namespace(json_log=None, quiet=False)) as listener:
        listener.started(2, tmp_path)

    assert "0/2 " in screen.getvalue()
    assert "? submissions/s" in screen.getvalue()
