"""What commands say is said in the language of the person at the terminal."""

from __future__ import annotations

import argparse
import itertools
import re

import pytest

from grader.cli import main
from grader.cli.language import language_of, speaking, spoken
from grader.cli.verbs import VERBS
from grader.report.phrases import phrases_in
from grader.report.words import languages, table
from grader.text.columns import columns
from tests.report.messages import messages

OTHERS = [language for language in languages() if language != "en"]
FORMATS = ("canvas", "moodle", "gradescope", "prairielearn", "actions", "classroom50", "junit")
WORDS = re.compile(r"\b[a-z]{2,}(?: [a-z]{2,}){2,}\b")
"""Three English words in a row, which are no list of names."""


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_a_command_has_words(language):
    phrases, keys = phrases_in(language, "messages"), set(_english(language))
    known = " ".join(keys)

    said = {text for text in messages() if text not in keys}
    missing = {text for text in said if not _has_words(text, phrases, known)}

    assert not missing


def _has_words(text, phrases, known):
    """Whether it is translated: by itself, said of a file, or as a part of a whole sentence."""
    if text.strip("{}:;. ") in known:
        return True
    filled = text.replace("{}", "q")
    return any(phrases(said) != said for said in (filled, f"q is {filled}", f"q {filled}"))


def _english(language):
    return [english for pairs in table("messages", language).values() for english in pairs]


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_mistaken_for_another(language):
    phrases = phrases_in(language, "messages")
    wrong = {}
    for pairs in table("messages", language).values():
        for english, own in pairs.items():
            values = [f"q{place}" for place in range(english.count("{}"))]
            pieces = itertools.zip_longest(english.split("{}"), values, fillvalue="")
            said = phrases("".join(itertools.chain(*pieces)))
            if said != own.format(*values):
                wrong[english] = said

    assert not wrong


@pytest.mark.parametrize(
    "verb", [(), *((verb,) for verb in VERBS), *(("export", name) for name in FORMATS)], ids=str
)
def test_help_is_whole_in_chinese(verb, capsys):
    with pytest.raises(SystemExit):
        main([*verb, "--help", "--language", "zh"])
    said = capsys.readouterr().out

    usage, _, rest = said.partition("\n\n")  # the usage names options
    lines = rest.split("\n")
    assert "参数:" not in said and "选项:" not in said
    assert "选项：\n" in said
    assert {line[: columns("用法：grader ")].strip() for line in usage.split("\n")[1:]} <= {""}
    assert [line for line in lines if WORDS.search(line.partition("grader ")[0])] == []


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["grede"], "没有“grede”；是不是想写 grade？"),
        (["grade"], "缺少参数：PATH"),
        (["grade", "--workers", "0", "x"], "参数 --workers：至少为 1"),
        (["check", "--wach"], "无法识别的参数：--wach；是不是想写 --watch？"),
        (["grade", "--such", "x"], "无法识别的参数：--such"),
        (["check", "--watch", "--json"], "请选一个"),
        (["grade", "no such.py"], "grader: 没有 no such.py"),
        (["lesson", "nowhere"], "nowhere 里没有成绩；请先运行 `grader grade`"),
    ],
)
def test_errors_are_said_in_the_language_of_the_environment(arguments, said, capsys, monkeypatch):
    monkeypatch.setenv("GRADER_LANGUAGE", "zh_CN.UTF-8")
    try:
        status = main(arguments)
    except SystemExit as error:
        status = error.code

    assert status == 2
    assert said in capsys.readouterr().err


@pytest.fixture
def bare(monkeypatch):
    """An environment that names no language."""
    for name in ("GRADER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_the_language_is_the_first_that_is_said(bare, tmp_path):
    (tmp_path / "assignment.yaml").write_text("title: x\nlanguage: zh\n")
    options = argparse.Namespace(assignment=tmp_path)

    assert language_of([]) == "en"
    bare.setenv("LANG", "zh_TW.UTF-8")
    assert language_of([]) == "zh"
    (tmp_path / "assignment.yaml").write_text("title: x\nlanguage: en\n")
    assert language_of([], options) == "en"
    bare.setenv("GRADER_LANGUAGE", "zh")
    assert language_of([], options) == "zh"
    assert language_of(["--language=en", "grade"], options) == "en"
    assert language_of(["--language", "en"], options) == "en"


def test_the_language_of_results_is_that_of_their_suite(bare, tmp_path):
    (tmp_path / "suite.json").write_text('{"format":1,"language":"zh","questions":[]}')

    assert language_of([], argparse.Namespace(results=tmp_path)) == "zh"
    assert language_of([], argparse.Namespace(suite=tmp_path / "suite.json")) == "zh"


@pytest.mark.parametrize("code", ["C.UTF-8", "POSIX", "tlh", "", "../../etc"])
def test_a_language_without_words_is_english(code, bare):
    bare.setenv("LANG", code)

    assert language_of([]) == "en"


def test_a_long_hostile_name_stays_as_it_is():
    name = "; is a PDF: of submissions hold has points for by" * 40_000
    with speaking("zh"):
        assert spoken(f"there is no {name}") == f"there is no {name}"


@pytest.mark.parametrize(
    "english, chinese",
    [
        ("look: 2 student(s) get 0 points because their file does not load:\n      Ada\n      Bob",
         "请核对：2 名学生因文件无法载入得 0 分：\n      Ada\n      Bob"),
        ("look: 1 submission holds nothing that can be graded: ada (no file a.py; a.pdf is a PDF;"
         " hand in the Python file)",
         "请核对：1 份提交没有可批改的内容：ada（没有文件 a.py；a.pdf 是 PDF；请提交 Python 文件）"),  # noqa: E501
        ("x: 2 problem(s)\n  - there is no a.py\n  - b is odd",
         "x：2 个问题\n  - 没有 a.py\n  - b is odd"),
        ("r: 2 problem(s)\n  - a.yaml:3:5: must be a list\n"
         "  - b.py:4: 'w': no step and no argument of 'q' is 'x'; did you mean 'xs'?",
         "r：2 个问题\n  - a.yaml:3:5: 应当是列表\n"
         "  - b.py:4: 'w': 没有步骤或“q”的参数叫“x”；是不是想写“xs”？"),
        ("PROBLEM  a.yaml:3:5: 'if it is empty' is missing",
         "问题  a.yaml:3:5: 缺少“if it is empty”"),
        ("question    worst right   gap\nadd         1e-16         none finite",
         "题目        正确中最差    间距\nadd         1e-16         没有有限值"),
        ("there is no this is a name.py", "没有 this is a name.py"),
        ("{0} {} %s", "{0} {} %s"),
    ],
)  # fmt: skip
def test_values_stay_as_they_are(english, chinese):
    with speaking("zh"):
        assert spoken(english) == chinese
    assert spoken(english) == english
