"""Everything that is wrong with an assignment is said at once, with its place."""

import shutil

import pytest

from grader.assignment.folder import load_assignment
from grader.errors import AssignmentError
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(LOGISTIC, tmp_path / "logistic")


def problems(folder, *edits):
    """What is said of the assignment after these replacements in its YAML."""
    path = folder / "assignment.yaml"
    text = path.read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)
    with pytest.raises(AssignmentError) as caught:
        load_assignment(folder)
    return caught.value.problems


def test_a_good_folder_is_read(folder):
    assignment = load_assignment(folder)

    assert assignment.outline.title == "Logistic regression and its slope"
    assert [question.points for question in assignment.outline.questions] == [30, 30, 40]
    assert set(assignment.mistakes) == {m.id for m in assignment.outline.misconceptions}
    assert [variant.student for variant in assignment.variants] == ["loops"]


def test_a_file_is_loaded_kindly_unless_the_folder_says_otherwise(folder):
    assert load_assignment(folder).outline.loading == "kind"

    text = (folder / "assignment.yaml").read_text()
    strict = text.replace("checks:", "loading: strict\nchecks:", 1)
    (folder / "assignment.yaml").write_text(strict.replace("wall_", "submission_"))

    outline = load_assignment(folder).outline
    assert outline.loading == "strict"
    assert outline.limits.submission_seconds == 5


def test_a_due_time_is_in_the_zone_of_the_assignment(folder):
    text = (folder / "assignment.yaml").read_text()
    late = "zone: Asia/Tokyo\nlate: {due: 2026-11-20T23:59, percent_a_day: 1}\nchecks:"
    (folder / "assignment.yaml").write_text(text.replace("checks:", late, 1))

    outline = load_assignment(folder).outline
    assert outline.zone == "Asia/Tokyo"
    assert outline.late.due == "2026-11-20T23:59:00+09:00"


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("title: Logistic", "# Logistic", "1:1: 'title' is missing"),
        ("title: Logistic", "name: Logistic", "2:1: unknown key 'name'; known are assignment, "),
        ("title: Logistic", "titel: Logistic", "2:1: unknown key 'titel'; did you mean 'title'?"),
        ("wall_seconds: 5", "wall_seconds: soon", "11:24: must be a number"),
        ("wall_seconds: 5", "wall_seconds: -1", "must be a number from 0.1 to 3600, not -1"),
        ("wall_seconds: 5", "submission_seconds: 0", "must be a number from 1 to 86400, not 0"),
        ("module: logistic.py", "module: logistic", "3:9: must be the name of a module's file"),
        ("checks:", "loading: gently\nchecks:", "must be 'kind' or 'strict'"),
        ("checks:", "hints: none\nchecks:", "must be 'ladder'"),
        ("checks:", "zone: Mars/Base\nchecks:", "must be the name of a time zone, such as"),
        ("checks:", "late: {due: 2026-11-20T23:59, percent_a_day: 1}\nchecks:", "zone: Europe/"),
        ("relative: 1e-6", "relative: 1", "must be a number from 1e-13 to 0.01"),
        ("elementwise: true", "elementwise: perhaps", "must be true or false"),
        ("values: 20", "values: -1", "must be a number from 0 to 1e+06, not -1"),
        ("function: error", "function: Model.error", "'Model.error' is no name of a function"),
        ("id: ds,", "id: dss,", "the recipe has no quantity 'dss'; did you mean 'ds'?"),
        (
            "step: dw\n    right: ",
            "step: ds\n    right: ",
            "said to be in step 'ds', and its",
        ),
        ("values: 20", "valves: 20", "'valves' is not among the checks: values, extremes"),
        ("step: p\n", "step: q\n", "the recipe has no quantity 'q'"),
        ("parameters: [s]", "parameters: [ss]", "no quantity 'ss'; did you mean 's'?"),
        ("recipe: model.py", "recipe: modle.py", "there is no"),
        ("id: error", "id: sigmoid", "there is more than one question 'sigmoid'"),
        ("- id: slope_twice", "- id: slope_thrice", "no wrong line in the file of misconceptions"),
        ("- id: slope_twice", "- id: slope_thrice", "; did you mean 'slope_twice'?"),
        ("- id: slope_twice", "- id: other", "'slope_twice' has a wrong line"),
        ("wrong: '(p - t)'", "wrong: '\\frac{1'", "this formula cannot be shown"),
        ("wrong: '(p - t)'", "wrong: '\\text{<b>x</b>}'", "<b> is not mathematics"),
        ("steps:", "twins: [[input_missing, nobody]]\nsteps:", "no misconception 'nobody'"),
        ("steps:", "twins: [[input_missed]]\nsteps:", "did you mean 'input_missing'?"),
        ("misconceptions:\n", "nothing:\n", "unknown key 'nothing'"),
        ("checks:", "methods: {by magic: 1}\nchecks:", "unknown key 'by magic'; known are double"),
        ("module: logistic.py", "module: logistic.py\nmodule: a.py", "'module' is given twice"),
        ("title: Logistic", "title: &t Logistic\nlanguage: *t\n#", "aliases (*name)"),
        ("checks:", "checks: [", "not YAML"),
    ],
)
def test_each_problem_has_its_place_and_its_words(folder, old, new, said):
    found = problems(folder, (old, new))

    assert any(said in problem for problem in found), found
    assert all(problem.startswith("assignment.yaml") for problem in found)


def test_all_problems_are_told_at_once(folder):
    found = problems(
        folder,
        ("title: Logistic", "name: Logistic"),
        ("wall_seconds: 5", "wall_seconds: soon"),
        ("id: ds,", "id: dx,"),
    )

    assert len(found) == 4


@pytest.mark.parametrize("key", ["assignment", "title", "module", "files", "checks", "steps"])
def test_a_misspelt_key_is_one_problem(folder, key):
    """What it holds is read as that of the key that was meant: nothing follows from it."""
    misspelt = key[:-2] + key[-1] + key[-2]

    (problem,) = problems(folder, (f"{key}:", f"{misspelt}:"))

    assert problem.endswith(f": unknown key '{misspelt}'; did you mean '{key}'?")


@pytest.mark.parametrize(
    "old, new",
    [
        ("questions:", "qeustions:"),
        ("misconceptions:\n", "misconcepions:\n"),
        ("recipe:", "recpie:"),
        ("function:", "functoin:"),
        ("parameters:", "parametres:"),
        ("relative:", "relativ:"),
        ("wrong:", "worng:"),
    ],
)
def test_nothing_follows_from_a_misspelt_key_anywhere(folder, old, new):
    (problem,) = problems(folder, (old, new))

    key = old.strip(":\n")
    assert problem.endswith(f"; did you mean '{key}'?")


def test_the_points_may_add_up_to_anything_but_0(folder):
    path = folder / "assignment.yaml"
    path.write_text(path.read_text().replace("values: 20", "values: 3.5"))
    assert load_assignment(folder).outline.possible == 83.5

    text = path.read_text()
    for points in ("values: 3.5, extremes: 10", "values: 30", "values: 40"):
        text = text.replace(f"{{{points}}}", "{values: 0}")
    path.write_text(text)
    assert "no question has points" in problems(folder)[0]


def test_mistakes_without_any_words_are_not_ignored(folder):
    path = folder / "assignment.yaml"
    path.write_text(path.read_text().partition("\nmisconceptions:")[0])

    assert problems(folder) == (
        "assignment.yaml:1:1: 'misconceptions' is missing: the 4 mistakes of misconceptions.py have"
        " no words",
    )


@pytest.mark.parametrize(
    "line, said",
    [
        ('{"ds": lambda dss: dss}', "7: 'sign_flipped': the recipe has no quantity 'dss'; did you"),
        ('{"ds_": lambda p: p}', "7: 'sign_flipped' replaces a step: there is none 'ds_'; did you"),
        ('{"ds": lambda p: p - tt}', "'sign_flipped': its file defines no name 'tt'"),
        ('{"ds": lambda p: p - npp.pi}', "7: 'sign_flipped': its file defines no name 'npp'"),
        ("lambda p: p", "'sign_flipped' must map steps to functions"),
        ('{"ds": 3}', "'sign_flipped' must map steps to functions"),
    ],
)
def test_a_wrong_line_that_could_never_match_is_said(folder, line, said):
    path = folder / "misconceptions.py"
    path.write_text(path.read_text().replace('{"ds": lambda p, t: t - p}', line))

    assert any(said in problem for problem in problems(folder))


def test_a_step_that_is_described_and_not_listed_is_one_problem(folder):
    path = folder / "model.py"
    path.write_text(path.read_text().replace("STEPS = (s, p, ds, dw)", "STEPS = (s, p, dw)"))

    (problem,) = problems(folder)

    assert problem == "model.py:18: 'ds' is described as a step and is not among STEPS"


def test_steps_that_need_one_another_are_named(folder):
    path = folder / "model.py"
    path.write_text(path.read_text().replace("def s(w, x):", "def s(w, x, ds):"))

    (problem,) = problems(folder)

    assert problem == "model.py:18: steps need one another: ds -> p -> s -> ds"


@pytest.mark.parametrize(
    "right, wrong, said",
    [
        (
            "def ds(p, t):",
            "def ds(pp, t):",
            "'ds': no step and no argument of 'error' is 'pp'",
        ),
        ("def dw(ds, x):", "def dw(ds, y):", "'dw': no step and no argument of 'slope' is 'y'"),
    ],
)
def test_what_a_step_needs_and_nobody_gives_is_named_with_its_line(folder, right, wrong, said):
    path = folder / "model.py"
    line = path.read_text().partition(right)[0].count("\n") + 1
    path.write_text(path.read_text().replace(right, wrong))

    (problem,) = problems(folder)

    assert problem.startswith(f"model.py:{line}: {said}")


def test_a_file_that_raises_is_named_with_its_line(folder):
    (folder / "cases.py").write_text("import numpy\n\nnumpy.nothing\n")

    assert any(problem.startswith("cases.py:3: AttributeError") for problem in problems(folder))


def test_a_file_that_does_not_parse_is_named_with_its_line(folder):
    (folder / "model.py").write_text("def s(w, x):\n    return (\n")

    (problem,) = problems(folder)  # and nothing that follows from it

    assert problem.startswith("model.py:2: SyntaxError")


def test_a_file_without_what_it_should_define_is_named(folder):
    (folder / "misconceptions.py").write_text("")

    assert problems(folder) == ("misconceptions.py: defines no MISCONCEPTIONS",)


@pytest.mark.parametrize(
    "file, old, new, said",
    [
        ("model.py", "STEPS = (", "STEPS = (3,", "STEPS must be a tuple of functions"),
        ("model.py", "STEPS = (", "STEPS = (lambda w: w,", "STEPS must be a tuple of functions"),
        ("model.py", "STEPS = (", "STEPS = None and (", "STEPS must be a tuple of functions"),
        ("model.py", "STEPS = (", "ROUTES = []; STEPS = (", "ROUTES must be a dict of tuples"),
        ("model.py", "STEPS = (", "ROUTES = {'s': abs}; STEPS = (", "ROUTES must be a dict of"),
        (
            "model.py",
            "STEPS = (",
            "ROUTES = {'z': (lambda x: x,)}; STEPS = (",
            "there is no step 'z'",
        ),
        ("cases.py", "CASES = {", "CASES = []; OTHER = {", "CASES must be a dict of generators"),
        (
            "cases.py",
            "CASES = {",
            "CASES = {'error': 3} or {",
            "CASES must be a dict of generators",
        ),
        ("misconceptions.py", "NS = {", "NS = []; OTHER = {", "MISCONCEPTIONS must be a dict"),
    ],
)
def test_another_form_than_it_must_have_is_one_problem(folder, file, old, new, said):
    path = folder / file
    text = path.read_text()
    path.write_text(text.replace(old, new))

    (problem,) = problems(folder)

    line = text.partition(old)[0].count("\n") + 1
    assert problem.startswith(f"{file}:{line}: ")
    assert said in problem


def test_a_folder_without_an_assignment_is_refused(tmp_path):
    with pytest.raises(AssignmentError, match=r"assignment\.yaml"):
        load_assignment(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "- 1\n- 2\n", "[" * 30_000, "a: !!python/object:os.system {}"]
)
def test_a_file_that_is_no_assignment_is_refused_quickly(tmp_path, text):
    (tmp_path / "assignment.yaml").write_text(text)

    with pytest.raises(AssignmentError):
        load_assignment(tmp_path)
