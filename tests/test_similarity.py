"""Similar files stand out in a class, and others do not."""

from __future__ import annotations

import hashlib
import random

import pytest

from grader.marking.marker import ungraded
from grader.model import CheckGrade, Diagnosis, Grade, QuestionGrade
from grader.similarity import METHOD, Fingerprints, cluster_sources, fingerprints_of, wrong_answers
from tests.benchmarks.copies import author, disguised
from tests.conftest import ROOT

TEMPLATE = (ROOT / "reference/starter.py").read_bytes()
DISGUISES = [
    ("uncommented",),
    ("reordered",),
    ("renamed",),
    ("commented", "renamed"),
    ("renamed", "reordered", "uncommented"),
]


@pytest.fixture(scope="module")
def everyone():
    return {f"s{n:02}": author(n).encode() for n in range(40)}


def clusters(files, *args):
    return [cluster.students for cluster in cluster_sources(files, *args).clusters]


def test_students_who_worked_alone_do_not_stand_out(everyone):
    likeness = cluster_sources(everyone, TEMPLATE)

    assert likeness.clusters == ()
    assert likeness.compared == 40 and likeness.typical < 0.1


@pytest.mark.parametrize("how", DISGUISES, ids="+".join)
def test_a_disguised_copy_stands_out(everyone, how):
    copy = disguised(author(7), how, 1).encode()

    assert clusters(everyone | {"copy": copy}, TEMPLATE) == [("copy", "s07")]


def test_three_alike_are_one_cluster(everyone):
    more = {f"copy{n}": disguised(author(7), ("renamed",), n).encode() for n in (1, 2)}

    (cluster,) = cluster_sources(everyone | more, TEMPLATE).clusters

    assert cluster.students == ("copy1", "copy2", "s07")
    assert cluster.linked == len(cluster.pairs) == 3


def test_what_the_template_holds_tells_nothing(everyone):
    template = author(99)
    idle = {f"idle{n}": template.encode() + b"# done\n" * n for n in range(2)}

    assert clusters(everyone | idle) == [("idle0", "idle1")]
    assert clusters(everyone | idle, template.encode()) == []


def test_what_everybody_wrote_tells_nothing():
    assert clusters({f"s{n}": author(1).encode() for n in range(20)}) == []


def test_an_unusual_wrong_answer_in_common_adds_to_files_that_are_nearly_alike(everyone):
    nearly = disguised(author(7), ("edited", "renamed"), 3).encode()
    files = everyone | {"copy": nearly}
    same = {"copy": frozenset({"grad: odd"}), "s07": frozenset({"grad: odd"})}
    usual = {student: frozenset({"grad: odd"}) for student in files}

    (pair,) = cluster_sources(files, TEMPLATE, same).clusters[0].pairs
    assert pair.students == ("copy", "s07") and pair.answers == ("grad: odd",)
    assert clusters(files, TEMPLATE) == []
    assert clusters(files, TEMPLATE, usual) == []


def test_fingerprints_are_the_same_everywhere_and_always():
    """Fingerprints are stored, so a change of the method needs a new METHOD."""
    prints = fingerprints_of(
        b'def f(x):  # the slope\n    y = 2 * x\n    return np.exp(y) + "no"\n'
    )

    assert METHOD == "1"
    assert (len(prints.code), len(prints.words)) == (13, 17)
    assert hashlib.sha256(prints.packed()).hexdigest()[:16] == "be8dfd75dd80f001"


def test_fingerprints_come_back_as_they_were():
    for source in (author(1).encode(), b"", b"# words only, of which there are several here"):
        prints = fingerprints_of(source)
        back = Fingerprints.unpacked(prints.packed())

        assert back.code.tolist() == prints.code.tolist()
        assert back.words.tolist() == prints.words.tolist()


def test_the_order_of_the_files_is_of_no_account(everyone):
    files = everyone | {"copy": disguised(author(7), ("renamed",), 1).encode()}
    shuffled = list(files.items())
    random.Random(1).shuffle(shuffled)

    assert cluster_sources(dict(shuffled), TEMPLATE) == cluster_sources(files, TEMPLATE)


def test_lines_are_shown_side_by_side_and_those_marked_are_in_both(everyone):
    original = author(7)
    copy = disguised(original, ("reordered", "commented"), 1)
    ((pair,),) = (c.pairs for c in cluster_sources(everyone | {"copy": copy.encode()}).clusters)
    left, right = pair.excerpts

    marked = [
        {line.text.split("#")[0].strip() for line in e.lines if line.shared} for e in (left, right)
    ]
    assert (left.student, right.student) == ("copy", "s07")
    assert marked[0] == marked[1] and len(marked[0]) > 1
    for excerpt, source in ((left, copy), (right, original)):
        for line in excerpt.lines:
            assert source.split("\n")[line.number - 1] == line.text


def test_excerpts_are_short():
    body = "".join(f"    v{n} = a{n} * {n} + b{n} / {n + 1}\n" for n in range(400))
    long = f"def f(x):\n{body}" + f"    w = '{'x' * 5000}'\n"
    files = {"a": long.encode(), "b": long.encode(), "c": b"x = 1", "d": b"y = 2"}

    (pair,) = cluster_sources(files).clusters[0].pairs

    for excerpt in pair.excerpts:
        assert len(excerpt.lines) <= 14 and excerpt.more > 200
        assert all(len(line.text) <= 160 for line in excerpt.lines)


HOSTILE = {
    "nothing": b"",
    "bytes": bytes(range(256)) * 50,
    "zeros": b"\0" * 100_000,
    "open quote": b"'" + b"\\'" * 200_000,
    "open quotes": b'"""' * 50_001,
    "brackets": b"(" * 200_000,
    "one line": b"x=" * 300_000,
    "one name": b"x" * 500_000,
    "surrogates": "\ud800".encode("utf-8", "surrogatepass") * 1000,
    "returns": b"a = 1\r\r\n" * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_any_bytes_can_be_compared(everyone, name):
    """The test ends only if tokenizing is linear; a quadratic tokenizer would not finish."""
    likeness = cluster_sources(
        {"a": HOSTILE[name], "b": HOSTILE[name], "c": b"x", "d": b"y"}, HOSTILE[name]
    )

    assert likeness.compared == 4 and likeness.clusters == ()
    assert (
        cluster_sources({"a": HOSTILE[name], "b": HOSTILE[name], "c": b"x", "d": b"y"}).compared
        == 4
    )


@pytest.mark.parametrize("files", [{}, {"a": b"x = 1"}])
def test_there_may_be_nothing_to_compare(files):
    assert cluster_sources(files).clusters == () and cluster_sources(files).typical == 0


def test_wrong_answers_have_names_and_what_follows_has_none():
    check = (CheckGrade("values", 0, 5),)
    grade = Grade(
        "ada",
        (
            QuestionGrade("a", check, (), Diagnosis(("m",), (), 2.0)),
            QuestionGrade("b", check, (), Diagnosis(("m",), ("m",))),
            QuestionGrade("c", check, (), group="c-123456"),
            QuestionGrade("d", check, ()),
        ),
    )

    assert wrong_answers(grade) == {"a: m * 2", "c-123456"}
    assert wrong_answers(ungraded("ada", "no file")) == frozenset()
