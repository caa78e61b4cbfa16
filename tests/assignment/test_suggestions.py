"""An automatic mistake that students made is described by pasting two texts."""

import json
import shutil

import numpy as np
import pytest

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.assignment.suggestions import matched_suggestions, possible_suggestions
from grader.cli import main
from grader.marking.marker import Marker
from tests.conftest import ROOT
from tests.diagnosis.asking import graded

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


FORGETFUL = {
    "sigmoid": sigmoid,
    "error": lambda s, t: sigmoid(s),
    "slope": lambda w, x, t: sigmoid(w @ x) * x,
}


def results(tmp_path, *students):
    """A folder of results in which these sentences fit, by question, each student's answers."""
    document = {
        "students": [
            {
                "questions": [
                    {"id": id, "fits": [{"kind": "one step changed", "text": text}]}
                    for id, text in student
                ]
            }
            for student in students
        ]
    }
    (tmp_path / "grades.json").write_text(json.dumps(document))
    return tmp_path


def test_those_that_students_made_come_with_their_number_the_most_frequent_first(
    logistic, logistic_suite, tmp_path
):
    term, factor = "the term t is missing in ds", "the factor x is missing in dw"
    texts = [m.text for q in logistic_suite.questions for m in q.automatic.mistakes]
    (term,) = {text for text in texts if text.startswith(term)}
    (factor,) = {text for text in texts if text.startswith(factor)}
    folder = results(
        tmp_path,
        [("slope", factor)],
        [("error", term), ("slope", term)],
        [("slope", term), ("error", "another sentence")],
    )

    found = list(matched_suggestions(logistic, folder))

    assert [(one.text, one.students, one.questions) for one in found] == [
        (term, 2, ("error", "slope")),
        (factor, 1, ("slope",)),
    ]


def test_what_is_pasted_is_named_from_then_on(logistic, tmp_path):
    folder = shutil.copytree(LOGISTIC, tmp_path / "logistic")
    one = next(s for s in possible_suggestions(logistic) if s.text.startswith("the term t is"))
    words, code = folder / "assignment.yaml", folder / "misconceptions.py"
    words.write_text(f"{words.read_text()}{one.words}\n")
    code.write_text(
        code.read_text().replace("MISCONCEPTIONS = {\n", f"MISCONCEPTIONS = {{\n{one.line}\n")
    )

    suite = build(load_assignment(folder), seed=1)
    grade = graded(suite, Marker(suite), FORGETFUL)

    assert set(grade.diagnoses) == {"term_t_is_missing_in_ds"}
    assert not any(question.fits for question in grade.questions)


def test_every_text_to_paste_loads(logistic, tmp_path):
    folder = shutil.copytree(LOGISTIC, tmp_path / "logistic")
    found = list(possible_suggestions(logistic))
    ids = [one.words.partition("\n")[0] for one in found]
    words, code = folder / "assignment.yaml", folder / "misconceptions.py"
    words.write_text("\n".join([words.read_text().rstrip(), *(one.words for one in found)]) + "\n")
    entries = [one.line.rpartition("\n\n")[2] for one in found]
    functions = [one.line.rpartition("\n\n")[0] for one in found]
    text = code.read_text().replace(
        "MISCONCEPTIONS = {\n",
        "\n\n".join(functions) + "\nMISCONCEPTIONS = {\n" + "\n".join(entries) + "\n",
    )
    code.write_text(text)

    assert len(set(ids)) == len(ids) > 30
    assert len(load_assignment(folder).mistakes) == 4 + len(found)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"students": [1]}', '{"students": [{"questions": 3}]}']
)
def test_grades_that_cannot_be_read_are_said(text, tmp_path, capsys):
    (tmp_path / "grades.json").write_text(text)

    assert main(["suggest", str(LOGISTIC), "--from", str(tmp_path)]) == 2
    assert "no grades that can be read" in capsys.readouterr().err


def test_the_command_prints_what_to_paste(logistic_suite, tmp_path, capsys):
    text = next(m.text for m in logistic_suite.question("slope").automatic.mistakes)
    folder = results(tmp_path, [("slope", text)])

    assert main(["suggest", str(LOGISTIC), "--from", str(folder)]) == 0

    said = capsys.readouterr().out
    assert f"# {text}  (1 student(s), slope)\n  - id: " in said
    assert said.endswith("1 automatic mistake(s)\n")


def test_the_simplest_are_listed_unless_all_are_asked_for(capsys):
    """Hundreds could be made; formulas show no conversion that only programs need."""
    assert main(["suggest", str(LOGISTIC)]) == 0
    few = capsys.readouterr().out
    assert main(["suggest", str(LOGISTIC), "--all"]) == 0
    every = capsys.readouterr().out

    assert few.count("  - id: ") == 20
    assert f"20 of {every.count('  - id: ')} automatic mistakes, the simplest first" in few
    assert every.startswith(few.rpartition("\n20 of")[0])
    assert "asarray" not in "".join(line for line in every.splitlines() if "    wrong: " in line)
