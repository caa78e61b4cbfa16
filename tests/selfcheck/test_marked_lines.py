"""What programs are told of a check: lines as compilers print them, GitHub commands, and SARIF."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from fastjsonschema import JsonSchemaValueException

from grader.cli.formats import formatted
from grader.selfcheck.marked_lines import compiler_lines, workflow_commands
from grader.selfcheck.remarks import Range, Remark, remarks
from grader.selfcheck.sarif import sarif
from tests.selfcheck import sarif_rules
from tests.selfcheck.conftest import small

RIGHT = small("right")
HERE = Path("/somewhere")
STOPS = """
import numpy as np

def sigmoid(s):
    return deeper(s)

def deeper(s):
    raise ValueError("%0A::error::50% off\\r\\n::set-output name=a::b")

def error(x, t, w):
    return x

def slope(x, t, w):
    return x
"""


def line_of(source: str, text: str) -> int:
    (found,) = [n for n, line in enumerate(source.split("\n"), 1) if text in line]
    return found


@pytest.fixture
def found(check_small):
    def found(source, file="logistic.py", hints=1):
        return remarks(check_small(source), HERE / file, None, hints)

    return found


def of(found, function):
    (one,) = [one for one in found if one.function == function]
    return one


def test_a_right_file_has_no_remark_in_any_form(found):
    assert found(RIGHT) == []
    assert compiler_lines([], HERE) == workflow_commands([], HERE) == ""
    for language in ("en", "zh"):
        log = sarif([], HERE, "1", language)
        sarif_rules.judge(log)
        assert log["runs"][0]["language"] == language


def test_an_exception_is_marked_on_the_line_that_raises(found):
    one = of(found(STOPS), "sigmoid")

    assert one.kind == "exception"
    assert one.range.line == line_of(STOPS, "raise")
    assert STOPS.split("\n")[one.range.line - 1][one.range.column - 1 :].startswith("raise")


def test_a_wrong_answer_is_marked_where_its_function_begins(found):
    source = small("slope_twice")

    one = of(found(source), "error")

    assert one.kind == "wrong-answer"
    assert one.range.line == one.range.end_line == line_of(source, "def error")


def test_a_function_that_is_defined_twice_has_no_line(found):
    source = small("slope_twice")

    one = of(found(source + "\ndef error(x, t, w):\n    return 2 * x\n"), "error")

    assert one.range is None


def test_a_file_that_is_no_python_is_marked_where_python_stops(found):
    (one,) = found("import math\n\ndef sigmoid(s:\n    return s\n")

    assert (one.kind, one.function, one.range.line) == ("does-not-load", "", 3)


def test_a_place_that_a_later_hint_tells_is_not_told_before(check_homework):
    source = "import numpy as np\ndef softmax(z):\n    return np.exp(z) / np.exp(z).sum()\n"
    checked = check_homework(source)

    def line(hints):
        return of(remarks(checked, HERE / "a.py", None, hints), "softmax").range.line

    assert (line(1), line(9)) == (2, 3)


def test_a_line_of_a_workflow_ends_where_the_remark_ends(found):
    lines = workflow_commands(found(STOPS, file="a,b:c%.py"), HERE).split("\n")

    assert all(re.match(r"::error file=a%2Cb%3Ac%25\.py,", line) for line in lines)
    (stopped,) = [line for line in lines if "title=sigmoid" in line]
    assert "%250A::error::50%25 off" in stopped.partition("title=sigmoid::")[2]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("50%\r\n", "50%25%0D%0A"), ("a:b,c", "a:b,c"), ("%0A", "%250A"), ("é", "é")],
)
def test_the_data_of_a_command_is_escaped_as_the_runner_reads_it(text, escaped):
    one = Remark("wrong-answer", HERE / "f.py", "f", text)

    assert workflow_commands([one], HERE) == f"::error file=f.py,title=f::{escaped}"


def command_read(line):
    """What GitHub's runner reads in a line, by its ``ActionCommand``: properties and message."""
    assert not {"\n", "\r"} & set(line)
    empty, head, message = line.split("::", 2)
    name, properties = head.split(" ", 1)
    assert (empty, name) == ("", "error")
    found = dict(one.split("=", 1) for one in properties.split(","))
    return {key: unescaped(value, ",:") for key, value in found.items()}, unescaped(message, "")


def unescaped(text, more):
    for char in f"\r\n{more}%":
        text = text.replace(f"%{ord(char):02X}", char)
    return text


@pytest.mark.parametrize(
    "name",
    ["a,b:c%.py", "::error::x.py", "%0A%3A.py", "a\nb\r.py", "=x.py", " y.py", "a=b,line=9.py"],
)
def test_a_runner_reads_the_name_of_the_file_and_the_words(name):
    told = "50%\r\n::set-output name=a::b%0A"
    one = Remark("wrong-answer", HERE / name, "f", told, Range(2, 3, 2, 9))

    properties, message = command_read(workflow_commands([one], HERE))

    assert (properties.pop("file"), properties.pop("title"), message) == (name, "f", told)
    assert properties == {"line": "2", "endLine": "2", "col": "3", "endColumn": "9"}


def test_columns_go_with_a_single_line_only():
    long = Remark("wrong-answer", HERE / "f.py", "f", "x", Range(2, 3, 4, 5))

    assert workflow_commands([long], HERE) == "::error file=f.py,line=2,endLine=4,title=f::x"


@pytest.mark.parametrize("within", [True, False])
def test_a_workflow_is_told_paths_from_the_top_of_its_repository(
    within, check_small, small_public, tmp_path, monkeypatch
):
    own = tmp_path / "week 1"
    own.mkdir()
    monkeypatch.chdir(own)
    path = own / "logistic.py"
    session = SimpleNamespace(path=path, paths=(path,), suite=small_public)
    if within:
        monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    else:
        monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    top = "week%201/" if within else ""

    told = {
        format: formatted(format, session, check_small(STOPS), hints=1)
        for format in ("sarif", "github", "gcc")
    }

    log = json.loads(told["sarif"])
    sarif_rules.judge(log)
    assert artifact_of(log) == {"uri": f"{top}logistic.py", "uriBaseId": "%SRCROOT%"}
    assert told["github"].startswith(f"::error file={unquote(top)}logistic.py,")
    assert told["gcc"].startswith("logistic.py:")


@pytest.fixture(scope="module")
def for_editors(small_kit):
    """The tasks of the kit and its container."""
    with zipfile.ZipFile(io.BytesIO(small_kit)) as packed:
        names = (".vscode/tasks.json", ".devcontainer/devcontainer.json")
        return [json.loads(packed.read(f"logistic/{name}")) for name in names]


def matched(matcher, line):
    """What VS Code makes of a line: file, line, column, severity and message; None if nothing.

    By ``problemMatcher.ts`` in its source: texts are trimmed, and a match without file, line or
    message is none.  A dot of JavaScript matches no line end, of which Unicode has two more.
    """
    assert not set("\n\r\u2028\u2029") & set(line)
    pattern = matcher["pattern"]
    match = re.search(pattern["regexp"], line, re.ASCII)
    if not match:
        return None
    texts = [match[pattern[name]].strip() for name in ("file", "severity", "message")]
    at = [int(match[pattern[name]]) for name in ("line", "column")]
    return (texts[0], *at, *texts[1:]) if all(texts) else None


@pytest.mark.parametrize(
    "file, shown",
    [
        ("logistic.py", "logistic.py"),
        ("-rf two  blanks (1).py", "-rf two  blanks (1).py"),
        ("a:1:2,b%.py", "a:1:2,b%.py"),
        ("sub/\u00fc.py", "sub/\u00fc.py"),
        ("a\nb\r\u2028c\x1b.py", "a b  c\\x1b.py"),
        ("../C:/other.py", "/C:/other.py"),
    ],
)
def test_the_task_of_the_kit_finds_file_line_and_message(found, for_editors, file, shown):
    tasks, _ = for_editors
    check = next(one for one in tasks["tasks"] if one["group"]["isDefault"])
    assert check["args"] == ["check.pyz", "--format", "gcc"]

    every = found(STOPS, file=file)
    lines = compiler_lines(every, HERE).split("\n")
    marks = [matched(check["problemMatcher"], line) for line in lines]

    assert len(marks) == len(every) > 1
    assert {mark[0] for mark in marks} == {shown}
    assert {mark[3] for mark in marks} == {"error"}
    (raised,) = [one for one in every if one.function == "sigmoid"]
    place = (raised.range.line, raised.range.column)
    assert [mark[4] for mark in marks if mark[1:3] == place] == [raised.message]


def test_the_tasks_and_the_container_say_what_their_schemas_allow(for_editors):
    tasks, container = for_editors

    assert tasks["version"] == "2.0.0"
    labels = [one["label"] for one in tasks["tasks"]]
    assert len(set(labels)) == len(labels)
    for task in tasks["tasks"]:
        assert task["type"] in ("process", "shell") and task["command"]
        assert all(isinstance(word, str) for word in task["args"])
        kind = task.get("group", {"kind": "none"})["kind"]
        assert kind in ("build", "test", "none")

    # containers.dev: an image, and a command as a list is run without a shell.
    assert set(container) == {"name", "image", "postCreateCommand", "customizations"}
    assert all(isinstance(container[name], str) for name in ("name", "image"))
    assert container["postCreateCommand"][-1] == "numpy"
    assert all(isinstance(word, str) for word in container["postCreateCommand"])
    extensions = container["customizations"]["vscode"]["extensions"]
    assert all(re.fullmatch(r"[\w-]+\.[\w-]+", one) for one in extensions)


@pytest.mark.parametrize("source", [STOPS, small("slope_twice"), "def sigmoid(s:\n"])
@pytest.mark.parametrize("file", ["logistic.py", "ü ber/%7e:a.py", "../other.py"])
def test_sarif_is_what_the_standard_asks_for(found, source, file):
    log = sarif(found(source, file), HERE, "1.2", "en")

    sarif_rules.judge(json.loads(json.dumps(log, allow_nan=False)))
    assert len(log["runs"][0]["results"]) == len(found(source, file))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda log: log.update(version="2.0.0"),
        lambda log: log["runs"][0]["tool"].clear(),
        lambda log: log["runs"][0]["results"][0].pop("message"),
        lambda log: log["runs"][0]["results"][0].update(level="fatal"),
        lambda log: log["runs"][0]["results"][0].update(ruleIndex=0),
        lambda log: log["runs"][0]["results"][0]["message"].update(text="no {0}"),
        lambda log: log["runs"][0]["results"][0]["message"].update(text="[no](1)"),
        lambda log: log["runs"][0]["results"][0].update(fingerprint="a"),
        lambda log: log["runs"][0]["tool"]["driver"]["rules"][0].pop("help"),
        lambda log: region_of(log).update(startLine=0),
        lambda log: region_of(log).update(endLine=1),
        lambda log: artifact_of(log).update(uri="a b.py"),
        lambda log: artifact_of(log).update(uri="/a.py"),
    ],
)
def test_the_judge_of_sarif_refuses_what_the_standard_refuses(found, spoil):
    log = sarif([of(found(STOPS), "sigmoid")], HERE, "1", "en")
    spoil(log)

    with pytest.raises((AssertionError, JsonSchemaValueException)):
        sarif_rules.judge(log)


@pytest.mark.parametrize("text", [r"\frac{a}{b} {0} {{1}}", "see [here](http://a.example)", "}{"])
def test_sarif_shows_what_is_written_and_makes_no_link_of_it(text):
    one = Remark("derivation", HERE / "f.md", "", text)

    log = sarif([one], HERE, "1", "en")

    sarif_rules.judge(log)
    message = log["runs"][0]["results"][0]["message"]["text"]
    assert sarif_rules.shown(message) == text.replace("](", "] (")


def physical(log):
    return log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]


def region_of(log):
    return physical(log)["region"]


def artifact_of(log):
    return physical(log)["artifactLocation"]
