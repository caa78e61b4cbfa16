"""The kit, taken apart: what students get, and what they do not."""

from __future__ import annotations

import ast
import base64
import html
import io
import json
import re
import struct
import zipfile
from importlib import resources

import numpy as np
import pytest

from grader.assignment.folder import load_assignment
from grader.cli import main
from grader.errors import AssignmentError, GraderError
from grader.inputs import Inputs
from grader.kit.archive import archive, modules
from grader.kit.contents import kit
from grader.suite.file import loads
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
REFERENCE = ROOT / "reference"


def everything(content: bytes, name: str = "kit.zip") -> dict[str, bytes]:
    """All files in an archive, and in the archives in it, by path."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        for entry in packed.namelist():
            data = packed.read(entry)
            path = f"{name}/{entry}"
            found[path] = data
            if zipfile.is_zipfile(io.BytesIO(data)):
                found |= everything(data, path)
    return found


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of the kit itself by their names, without its folder."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}


def secret_lines(*files: str) -> dict[str, str]:
    """Lines of code of the reference and of the mistakes that say how something is computed."""
    found = {}
    for file in files:
        tree = ast.parse((REFERENCE / file).read_text())
        for node in ast.walk(tree):
            formula = node.body if isinstance(node, ast.Lambda) else None
            formula = node.value if isinstance(node, ast.Return) else formula
            if isinstance(formula, ast.BinOp | ast.Call):
                found[ast.unparse(formula)] = file
    return found


def encodings(array: np.ndarray) -> list[bytes]:
    """How an array's numbers could stand in a file."""
    raw = np.ascontiguousarray(array, "<f8").tobytes()
    texts = [", ".join(f(v) for v in array.ravel().tolist()) for f in (repr, str, "{:g}".format)]
    hexadecimal = raw.hex().encode()
    big = struct.pack(f">{array.size}d", *array.ravel())
    found = [raw, big, base64.b64encode(raw), hexadecimal, hexadecimal.upper()]
    return found + [text.encode() for text in texts]


def hidden_arguments(assignment, seed):
    """The arguments of all hidden cases with a seed, where they are other than public ones."""
    drawn = {True: [], False: []}
    for question in assignment.outline.questions:
        for inputs in assignment.cases[question.id]():
            if inputs.draw is not None:
                shown = inputs.public or inputs.check == "example"
                name = f"{question.id}/{inputs.name}".encode()
                values = inputs.draw(np.random.default_rng([0 if shown else seed, *name]))
                drawn[shown] += [
                    np.asarray(assignment.recipe.value(p, values), float)
                    for p in question.parameters
                ]
    public = {array.tobytes() for array in drawn[True]}
    return [a for a in drawn[False] if a.size > 1 and a.tobytes() not in public and a.any()]


_BUNDLED = re.compile(r"check\.pyz/(jinja2|latex2mathml|markupsafe|mpmath|yaml)/")


def ours(content: bytes) -> dict[str, bytes]:
    """All files but those of bundled packages, which everybody else has, too."""
    files = everything(content)
    return {path: data for path, data in files.items() if not _BUNDLED.search(path)}


def test_bundled_packages_are_those_that_everybody_has(homework_kit):
    """So nothing of ours can be in them, where no answer is looked for."""
    for path, data in everything(homework_kit).items():
        if _BUNDLED.search(path):
            package, _, rest = path.partition("check.pyz/")[2].partition("/")
            assert data == resources.files(package).joinpath(rest).read_bytes()


def leaks(files: dict[str, bytes], needles: list[bytes]) -> set[tuple[str, bytes]]:
    return {(path, n) for path, data in files.items() for n in needles if n in data}


def test_a_kit_is_five_files_and_two_for_an_editor(small_kit):
    assert set(unpacked(small_kit)) == {
        *("README.txt", "check.pyz", "public.json", "starter.py", "task.html"),
        *(".vscode/tasks.json", ".devcontainer/devcontainer.json"),
    }


def test_no_hidden_case_is_in_the_kit(backprop, homework_kit):
    hidden = hidden_arguments(backprop, seed=0)
    needles = [
        code for array in hidden for code in encodings(array) if array.max() < 2 or len(code) > 24
    ]
    targets = {array.tobytes() for array in hidden if set(np.unique(array)) <= {0.0, 1.0}}
    needles = [n for n in needles if n not in targets]

    assert len(hidden) > 60
    assert not leaks(ours(homework_kit), _telling(needles))


def test_no_result_of_the_derivation_is_in_the_kit(homework_kit):
    """The specification holds the question; the instructor's own derivation stays at home."""
    answers = derived_results((REFERENCE / "derivation.md").read_text())
    files = {path: squeezed(data) for path, data in everything(homework_kit).items()}

    assert len(answers) >= 4
    assert not leaks(files, answers)
    assert any(b"layer_tags:" in data for data in files.values())


def test_the_search_finds_a_derivation_that_is_there():
    text = (REFERENCE / "derivation.md").read_text()
    planted = archive({"inner.zip": archive({"derivation.md": text.encode()})})
    files = {path: squeezed(data) for path, data in everything(planted).items()}

    assert len({needle for _, needle in leaks(files, derived_results(text))}) >= 4


def derived_results(text: str) -> list[bytes]:
    """The last side of each displayed chain, without spaces and what aligns it."""
    last = [chain.rsplit("=", 1)[1] for chain in re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL)]
    return [squeezed(re.sub(r"\\(begin|end)\{aligned\}", "", side).encode()) for side in last]


def squeezed(data: bytes) -> bytes:
    """The bytes without spaces, line ends and signs of alignment, also as JSON writes them."""
    return re.sub(rb"\s|&|\\n", b"", data.replace(b"\\\\", b"\\"))


def _telling(needles: list[bytes]) -> list[bytes]:
    """Without targets such as 0, 1, 0, which any array of another case may hold as well."""
    plain = re.compile(rb"(AAAAAA|0000)[A/+P0-9D8wf=]*|[01.,\s]+", re.IGNORECASE)
    return [n for n in needles if not plain.fullmatch(n) and set(n) - set(b"\0\xf0?")]


def test_the_search_finds_a_hidden_case_that_is_there(backprop, homework_kit):
    array = next(a for a in hidden_arguments(backprop, seed=5) if a.size == 4)
    for code in encodings(array):
        planted = archive({"inner.zip": archive({"public.json": b'{"x": "' + code + b'"}'})})

        assert leaks(everything(planted), [code])


def test_no_line_of_the_reference_or_of_a_mistake_is_in_the_kit(homework_kit):
    files = everything(homework_kit)
    lines = {
        line: file
        for line, file in secret_lines("network.py", "misconceptions.py").items()
        if len(line) > 8
    }
    code = {path: data for path, data in files.items() if not path.endswith((".so", ".pyd"))}

    assert len(lines) > 100
    found = {
        (path, line)
        for path, data in code.items()
        if "/jinja2/" not in path and "/markupsafe/" not in path
        for line in lines
        if line.encode() in data or line.replace("'", '"').encode() in data
    }
    assert not found


def test_the_suite_in_the_kit_is_public(homework_kit):
    files = unpacked(homework_kit)
    inner = everything(homework_kit)["kit.zip/backprop/check.pyz/kit/public.json"]
    suite = loads(files["public.json"].decode())

    assert inner == files["public.json"]
    assert suite.seed is None and suite.source == "" and suite.companion is None
    assert not any(case.hidden for case in suite.cases)
    assert json.loads(inner)["seed"] is None


def test_no_formula_that_students_are_to_find_is_in_the_kit(backprop, homework_kit):
    files = everything(homework_kit)
    given = backprop.sheet.given
    answers = [s.formula for s in backprop.outline.steps if s.id not in given]
    answers += [m.right for m in backprop.outline.misconceptions if m.step not in given]
    needles = {
        code.encode()
        for formula in answers
        for code in (formula.latex, json.dumps(formula.latex)[1:-1], formula.mathml)
    }

    assert len(answers) > 80
    assert not leaks(files, list(needles))


def test_only_what_the_check_needs_is_in_it(homework_kit):
    names = {path.partition("check.pyz/")[2] for path in everything(homework_kit)} - {""}

    for stranger in (
        *("assignment", "gradebook", "intake/canvas", "intake/collection", "results"),
        *("report/dashboard", "similarity", "suite/recipe", "derivation/verify"),
    ):
        assert not [name for name in names if name.startswith(f"grader/{stranger}")]
    assert not [name for name in names if name.endswith((".dll", ".c"))]
    assert {"jinja2", "markupsafe"} <= {n.partition("/")[0] for n in names}
    for package in ("jinja2", "markupsafe"):
        assert any(name.startswith(f"licences/{package}-") for name in names)


def test_it_holds_nothing_that_only_one_python_can_run(homework_kit):
    code = re.compile(r"\.(pyc|so|pyd)$|__pycache__")

    assert not [path for path in everything(homework_kit) if code.search(path)]


def test_what_is_imported_at_the_top_is_in_it_or_everywhere():
    assert "grader.cli.check" in modules() and "grader.sandbox.inside.plain_child" in modules()
    assert not [
        name for name in modules() if name.startswith(("grader.results", "grader.assignment"))
    ]


def test_a_foreign_import_stops_the_kit_with_its_name(monkeypatch):
    monkeypatch.setattr("grader.kit.archive._BUNDLED", ("jinja2",))

    with pytest.raises(GraderError, match="imports markupsafe at its top"):
        modules()


@pytest.mark.thorough
def test_the_same_assignment_makes_the_same_bytes(logistic, small_kit):
    assert kit(logistic) == small_kit


def test_a_sheet_that_would_show_an_answer_is_refused(tmp_path):
    import shutil

    folder = shutil.copytree(LOGISTIC, tmp_path / "logistic")
    yaml = folder / "assignment.yaml"
    text = yaml.read_text().replace(
        "title: Error of the score\n    asked", "title: Error\n    asked", 1
    )
    yaml.write_text(
        text.replace(
            r"formula: '\frac{dE}{ds}'" + "\n    points",
            r"formula: '\frac{dE}{ds} = p - t'" + "\n    points",
        )
    )

    with pytest.raises(AssignmentError, match=r"yaml:36:14: .* formula of step 'ds'"):
        kit(load_assignment(folder))


def test_the_command_writes_it(tmp_path, capsys, small_kit):
    assert main(["kit", str(LOGISTIC), "-o", str(tmp_path / "kit.zip")]) == 0

    assert (tmp_path / "kit.zip").read_bytes() == small_kit
    assert "kit.zip" in capsys.readouterr().out


# --- the task sheet -------------------------------------------------------------------------------


def test_the_sheet_says_what_is_asked(backprop, homework_kit):
    sheet = unpacked(homework_kit)["task.html"].decode()

    for question in backprop.outline.questions:
        assert question.title in sheet
        assert f"{question.function}({', '.join(question.parameters)})" in sheet
        assert question.formula.mathml in sheet
    assert "python3 check.pyz" in sheet
    assert "the error, the cross-entropy" in sheet


def test_the_sheet_is_one_file_without_script_or_network(homework_kit):
    sheet = html.unescape(unpacked(homework_kit)["task.html"].decode())

    assert "default-src 'none'" in sheet
    assert not re.search(
        r"<script|<link|<img|<iframe|\son\w+=|url\(|https?://(?!www.w3.org)", sheet
    )
    assert "light-dark(" in sheet
    assert "{{" not in sheet and "{%" not in sheet


def test_inputs_are_drawn_as_a_build_draws_them(logistic, logistic_suite):
    """The search above draws hidden cases by itself: it must draw the real ones."""
    drawn = {array.tobytes() for array in hidden_arguments(logistic, logistic_suite.seed)}
    real = {
        a.tobytes() for c in logistic_suite.cases if c.hidden for a in c.arguments if a.size > 1
    }

    assert Inputs and len(drawn & real) >= 5
