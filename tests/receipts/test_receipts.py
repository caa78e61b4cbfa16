"""The receipts of a made-up class: all lead to the root, and none that was changed does."""

from __future__ import annotations

import copy
import json

import pytest

from grader.errors import GraderError, UsageError
from grader.receipts.receipt import (
    CaseVerdict,
    CheckPoints,
    GivenPoints,
    IssuedReceipt,
    LateDays,
    QuestionPoints,
    Receipt,
    Root,
    issue,
)

SEAL = "5" * 64


def made_up(number: int, student: str = "") -> Receipt:
    """Return a receipt as no grader made it."""
    verdicts = ("right", "wrong value", "raised")
    return Receipt(
        v=1,
        seal=SEAL,
        student=student or f"student{number}",
        variant="",
        submission={"code": f"{number:064x}"},
        verdicts=tuple(
            CaseVerdict("q.values", f"{case:016x}", verdicts[(number + case) % 3])
            for case in range(5)
        ),
        questions=(
            QuestionPoints("q", (CheckPoints("values", str(number % 11), "10"),)),
            QuestionPoints("r", (CheckPoints("values", "0", "10"),), GivenPoints("2.5", "unclear")),
        ),
        late=LateDays(1, "10", "2026-05-02T00:00:00+00:00", "2026-05-01T00:00:00+00:00"),
        points="9",
        of="20",
        ungraded="",
        made_by={"grader": "1.0"},
        salt=f"{number:032x}",
    )


@pytest.fixture(scope="module")
def large_class() -> list[bytes]:
    """Return the files of a thousand students."""
    _, issued = issue(map(made_up, range(1000)), "logistic", SEAL)
    return [one.to_json() for one in issued]


def is_believed(content: bytes, root: bytes) -> bool:
    """Return whether a receipt leads to this published root."""
    try:
        issued = IssuedReceipt.from_json(content, "receipt.json")
    except UsageError:
        return False
    return issued.root == Root.from_json(root, "root.json") and issued.leads_to_root


def with_changed(content: bytes, *way: str | int, value: object) -> bytes:
    """Return a file of JSON with another value at the end of a way of keys."""
    document = copy.deepcopy(json.loads(content))
    place = document
    for step in way[:-1]:
        place = place[step]
    assert json.dumps(place[way[-1]]) != json.dumps(value)
    place[way[-1]] = value
    return json.dumps(document).encode()


CHANGES = {
    "another student": (("receipt", "student"), "student0 "),
    "another submission": (("receipt", "submission", "code"), "f" * 64),
    "a further file": (("receipt", "submission", "more"), None),
    "a verdict flipped": (("receipt", "verdicts", 0, "verdict"), "right!"),
    "a verdict of another check": (("receipt", "verdicts", 0, "check"), "r.values"),
    "points": (("receipt", "points"), "20"),
    "points of nobody": (("receipt", "points"), None),
    "points as a number": (("receipt", "points"), 9),
    "points written otherwise": (("receipt", "points"), "9.0"),
    "points of a check": (("receipt", "questions", 0, "checks", 0, "earned"), "10.5"),
    "an override": (("receipt", "questions", 1, "override", "points"), "10"),
    "no reason": (("receipt", "questions", 1, "override", "why"), ""),
    "on time": (("receipt", "late"), None),
    "fewer days": (("receipt", "late", "days"), 0),
    "another salt": (("receipt", "salt"), "0" * 31),
    "another seal": (("receipt", "seal"), "6" * 64),
    "another grader": (("receipt", "made_by", "grader"), "2.0"),
    "another place": (("index",), 999),
    "another path": (("path", 0), "0" * 64),
    "another root": (("root", "root"), "0" * 64),
    "another count": (("root", "count"), 1001),
    "another version": (("v",), 2),
    "true for one": (("v",), True),
    "a hash in capitals": (("path", 1), "A" * 64),
}


def test_a_thousand_receipts_lead_to_the_root_and_twenty_that_were_changed_do_not(large_class):
    root = json.dumps(json.loads(large_class[0])["root"]).encode()
    changes = list(CHANGES.values())[:20]
    changed = {
        17 + 43 * number: with_changed(large_class[17 + 43 * number], *way, value=value)
        if way[-1] != "more"
        else large_class[17 + 43 * number].replace(b'"submission":{', b'"submission":{"more":"",')
        for number, (way, value) in enumerate(changes)
    }
    files = [changed.get(number, content) for number, content in enumerate(large_class)]

    refused = {number for number, content in enumerate(files) if not is_believed(content, root)}

    assert len(changed) == 20
    assert refused == set(changed)


@pytest.mark.parametrize("change", [name for name in CHANGES if name != "a further file"])
def test_a_change_is_refused(change, large_class):
    root = json.dumps(json.loads(large_class[0])["root"]).encode()
    way, value = CHANGES[change]

    assert is_believed(large_class[3], root)
    assert not is_believed(with_changed(large_class[3], *way, value=value), root)


def test_the_path_of_somebody_else_leads_nowhere(large_class):
    root = json.dumps(json.loads(large_class[0])["root"]).encode()
    one, other = json.loads(large_class[1]), json.loads(large_class[2])

    swapped = one | {"path": other["path"], "index": other["index"]}

    assert not is_believed(json.dumps(swapped).encode(), root)


def test_a_whole_class_of_another_root_is_not_believed(large_class):
    """A receipt can be true to its own root: the published one decides."""
    other, _ = issue([made_up(0)], "logistic", SEAL)

    assert not is_believed(large_class[0], other.to_json())


@pytest.mark.parametrize(
    "content", [b"{}", b"[]", b"null", b'{"v": 1}', b'{"v": 1, "receipt": []}', b'"text"']
)
def test_what_is_no_receipt_is_refused_as_such(content):
    with pytest.raises(UsageError, match=r"receipt.json is not what it should be"):
        IssuedReceipt.from_json(content, "receipt.json")


def test_the_order_of_the_class_list_makes_no_difference():
    forth, _ = issue(map(made_up, range(9)), "logistic", SEAL)
    back, _ = issue(map(made_up, reversed(range(9))), "logistic", SEAL)

    assert forth == back


def test_an_empty_class_has_a_root_and_no_receipt():
    root, issued = issue([], "logistic", SEAL)

    assert (root.count, issued) == (0, ())
    lost = IssuedReceipt(1, made_up(0), 0, (), root)
    assert not lost.leads_to_root


def test_one_student_is_a_class():
    root, (issued,) = issue([made_up(0)], "logistic", SEAL)

    assert (root.count, issued.path) == (1, ())
    assert is_believed(issued.to_json(), root.to_json())


def test_one_student_with_two_receipts_is_refused():
    with pytest.raises(GraderError, match="same id"):
        issue([made_up(0, "jos\u00e9"), made_up(1, "jose\u0301")], "logistic", SEAL)
    with pytest.raises(GraderError, match="same id"):
        issue([made_up(0), made_up(0)], "logistic", SEAL)


def test_a_new_marking_names_the_root_that_it_replaces():
    old, _ = issue([made_up(0)], "logistic", SEAL)
    new, (issued,) = issue(
        [made_up(1)], "logistic", SEAL, replaces=old.root, reason="question r was unclear"
    )

    assert new.replaces == old.root
    assert issued.leads_to_root
    assert not is_believed(issued.to_json(), old.to_json())
    assert not is_believed(
        with_changed(issued.to_json(), "root", "reason", value="other"), new.to_json()
    )
