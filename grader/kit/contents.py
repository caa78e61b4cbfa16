"""The files of a kit, made from the assignment: without an answer, without a seed.

    task.html      what is asked, with the formulas of the problem
    starter.py     what to begin with
    check.pyz      the check, complete (see ``pyz``)
    public.json    the public suite
    README.txt     the one command
    .vscode, .devcontainer    see ``editors``

The suite in it is ``answer_free``: the formulas of the steps that students are to find are blank,
and so are both formulas of each known mistake in such a step (a wrong one is the right one with a
mark at the place that is wrong).  What stays: public cases with their expected arrays, and of the
known mistakes what they answer there, their titles, advice and hints.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from markupsafe import Markup

from grader import __version__
from grader.assignment.build import build_public
from grader.assignment.folder import Assignment
from grader.assignment.sheet import Sheet, shown_answers
from grader.errors import AssignmentError
from grader.kit.archive import archive, check_pyz
from grader.kit.editors import editor_files
from grader.model import Formula, Misconception, Question, Suite
from grader.receipts.commitment import in_groups
from grader.report import Renderer, numbers
from grader.report.task_sheet import StatedFormula, Task, TaskSheet
from grader.report.words import Words, words_in
from grader.selfcheck.find import STARTER
from grader.suite.file import dumps

_BLANK = Formula("", "")


def kit(assignment: Assignment, seal: str = "") -> bytes:
    """Make the kit of an assignment.

    Parameters
    ----------
    assignment
        What ``load_assignment`` returns.
    seal
        The commitment that task sheet and check show, if the assignment is sealed.

    Returns
    -------
    bytes
        A zip file, the same for the same assignment.

    Raises
    ------
    AssignmentError
        The task sheet would show an answer.
    """
    shown = tuple(shown_answers(assignment.outline, assignment.sheet, assignment.places))
    if shown:
        raise AssignmentError(str(assignment.folder), shown)
    public = answer_free(build_public(assignment), assignment.sheet)
    suite = dumps(public).encode()
    words = words_in(public.language)
    # Of the outline, which has all checks: some are asked in hidden cases only.
    suite_id = hashlib.sha256(suite).hexdigest()
    page = sheet_page(assignment.outline, assignment.sheet, suite_id, seal)
    readme = words("kit.readme", title=public.title, starter=STARTER, module=public.module)
    if public.derivation:
        readme += words("kit.derivation", file=public.derivation.file)
    files = {
        "README.txt": readme.encode(),
        "check.pyz": check_pyz(suite, seal),
        "public.json": suite,
        "task.html": Renderer().sheet_html(page).encode(),
        **editor_files(public.title, words),
    }
    if assignment.starter:
        files[STARTER] = assignment.starter
    return archive({f"{public.assignment}/{name}": data for name, data in files.items()})


def answer_free(suite: Suite, sheet: Sheet) -> Suite:
    """Return the public suite without the formulas that students are to find."""
    return replace(
        suite,
        steps=tuple(
            step if step.id in sheet.given else replace(step, formula=_BLANK)
            for step in suite.steps
        ),
        misconceptions=tuple(_without_answer(known, sheet) for known in suite.misconceptions),
    )


def _without_answer(known: Misconception, sheet: Sheet) -> Misconception:
    return known if known.step in sheet.given else replace(known, right=_BLANK, wrong=_BLANK)


# --- the task sheet -----------------------------------------------------------------------------


def sheet_page(suite: Suite, sheet: Sheet, suite_id: str, seal: str = "") -> TaskSheet:
    """Return the task sheet of a suite as page data."""
    words = words_in(suite.language)
    given = [
        StatedFormula(step.title, Markup(step.formula.mathml))
        for step in suite.steps
        if step.id in sheet.given
    ]
    given += [StatedFormula(title, Markup(formula.mathml)) for title, formula in sheet.formulas]
    return TaskSheet(
        lang=suite.language,
        title=suite.title,
        assignment=suite.title,
        who=words("sheet.who"),
        introduction=sheet.introduction,
        setting_title=words("sheet.setting"),
        setting=tuple(given),
        symbols_title=words("sheet.symbols"),
        symbols=sheet.symbols,
        tasks_title=words("sheet.tasks"),
        tasks=(
            *(
                _task(suite, question, str(n), words)
                for n, question in enumerate(suite.questions, 1)
            ),
            *_derivation_task(suite, words),
        ),
        rules_title=words("sheet.rules"),
        rules=sheet.rules,
        check_title=words("sheet.check"),
        check_words=(words("sheet.check_words"),),
        commands=("python3 check.pyz", "python3 check.pyz --watch"),
        footer=(
            words("sheet.footer", version=__version__, suite=numbers.short_digest(suite_id)),
            *([words("sheet.sealed", seal=in_groups(seal))] if seal else []),
        ),
    )


def _derivation_task(suite: Suite, words: Words) -> tuple[Task, ...]:
    asked = suite.derivation
    if asked is None:
        return ()
    points = words("sheet.points", points=numbers.points(asked.points))
    return (
        Task(
            number=str(len(suite.questions) + 1),
            title=words("sheet.derivation_title"),
            signature=asked.file,
            asked=words("sheet.derivation", file=asked.file),
            formula=Markup(),
            points=points if asked.points else words("derivation.feedback_only"),
            checks=(),
            holds_title="",
            holds=(),
        ),
    )


def _task(suite: Suite, question: Question, number: str, words: Words) -> Task:
    points = numbers.points(question.points)
    own = suite.properties.each if suite.properties else ()
    return Task(
        number=number,
        title=question.title,
        signature=question.signature,
        asked=question.asked,
        formula=Markup(question.formula.mathml),
        points=words("sheet.points", points=points),
        checks=tuple(
            words("sheet.remark_line", check=check.title)
            if check.remark
            else words("sheet.point_line", check=check.title, points=numbers.points(check.points))
            for check in question.checks
        ),
        holds_title=words("sheet.holds"),
        holds=tuple(one.title for one in own if one.question == question.id),
    )
