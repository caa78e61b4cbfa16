"""A suite survives its file exactly, and a bad file is named."""

import hashlib
import json
import stat
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from grader.assignment.build import build
from grader.errors import AssignmentError
from grader.model import Array, frozen
from grader.suite.file import digest, dumps, load, loads, parse_document, save, suite_from
from grader.suite.json_codec import plain, typed
from tests import conftest
from tests.conftest import strict_json


def test_a_suite_comes_back_as_it_was(logistic_suite):
    assert dumps(loads(dumps(logistic_suite))) == dumps(logistic_suite)


def test_a_suite_that_is_read_later_is_the_same_when_it_is_used(logistic_suite):
    text = dumps(logistic_suite)

    assert dumps(suite_from(parse_document(text), lazy=True)) == text


def test_what_is_read_later_is_read_once_and_refused_then(logistic_suite):
    document = parse_document(dumps(logistic_suite))
    question = document["questions"][0]
    wrong = next(case for case in question["cases"] if case["distractors"])
    wrong["distractors"][0]["misconception"] = 7

    case = suite_from(document, lazy=True).questions[0].cases[question["cases"].index(wrong)]

    with pytest.raises(TypeError, match="7 is not of type str"):
        len(case.distractors)
    with pytest.raises(AssignmentError, match="it is no suite, or a damaged one"):
        suite_from(document)


@pytest.mark.parametrize(
    "array",
    [
        np.array([np.nan, np.inf, -0.0, 5e-324]),
        np.float64(3),
        np.zeros((2, 0)),
        np.arange(6, dtype=np.int16).reshape(2, 3),
        np.ones((3, 2), order="F"),
    ],
)
def test_arrays_come_back_bit_for_bit(array):
    back = typed(Array, json.loads(json.dumps(plain(frozen(array)))))

    assert back.dtype == np.asarray(array).dtype
    assert back.shape == np.shape(array)
    assert back.tobytes() == np.ascontiguousarray(array).tobytes()


def test_the_file_is_strict_json(logistic_suite):
    strict_json(dumps(logistic_suite))


def test_the_file_is_its_owners_alone(logistic_suite, tmp_path):
    save(logistic_suite, tmp_path / "deep" / "suite.json")

    mode = (tmp_path / "deep" / "suite.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_digest_is_of_the_numbers(logistic_suite):
    assert digest(logistic_suite) == digest(loads(dumps(logistic_suite)))
    assert len(digest(logistic_suite)) == 64


def test_a_file_that_somebody_wrote_otherwise_is_kept_and_named_as_it_is(logistic_suite, tmp_path):
    path, copy = tmp_path / "suite.json", tmp_path / "copy.json"
    path.write_text(json.dumps(json.loads(dumps(logistic_suite)), indent=1))

    suite = load(path)
    save(suite, copy)

    assert copy.read_bytes() == path.read_bytes()
    assert digest(load(copy)) == digest(suite) == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": 99}',
        '{"format": 2, "title": 3}',
        '{"format": 2, "surprise": true}',
        '{"format": 2, "questions": [{"cases": [{"expected": {"dtype": "|O"}}]}]}',
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_suite_is_refused_by_name(tmp_path, text):
    path = tmp_path / "suite.json"
    path.write_text(text)

    with pytest.raises(AssignmentError, match=r"suite\.json"):
        load(path)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(AssignmentError, match="cannot be read"):
        load(tmp_path / "none.json")


def test_a_suite_that_many_ask_for_at_once_is_built_by_one(logistic, tmp_path, monkeypatch):
    builds = []
    monkeypatch.setattr(conftest, "build", lambda *what: builds.append(what) or build(*what))

    with ThreadPoolExecutor(3) as askers:
        found = list(askers.map(lambda _: conftest.built_once(logistic, 5, tmp_path), range(3)))

    assert len(builds) == 1
    assert {dumps(suite) for suite in found} == {dumps(build(logistic, 5))}
