"""JUnit XML: one suite for each student, one test case for each check.

An ungraded submission has one case with an error, an absent student one skipped case; neither
counts as failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from grader.export.blocks import plain
from grader.export.explained import ExplainedLine, explained_lines
from grader.export.feedback import FeedbackOf, no_feedback
from grader.export.marks import Marks, marks, why_unmarked
from grader.model import Standing, Suite
from grader.text.clean import clean, one_line


def junit(
    suite: Suite, standings: Iterable[Standing], feedback: FeedbackOf = no_feedback
) -> Iterator[bytes]:
    """Yield the XML in chunks."""
    yield b'<?xml version="1.0" encoding="utf-8"?>\n'
    name = ET.tostring(ET.Element("testsuites", name=one_line(suite.assignment)), encoding="utf-8")
    yield name.removeprefix(b"<?xml version='1.0' encoding='utf-8'?>\n").removesuffix(b" />")
    yield b">\n"
    for standing in standings:
        yield _student(suite, standing, feedback)
        yield b"\n"
    yield b"</testsuites>\n"


def _student(suite: Suite, standing: Standing, feedback: FeedbackOf) -> bytes:
    found = marks(suite, standing)
    element = ET.Element("testsuite", name=one_line(standing.person.student))
    if standing.submitted:
        element.set("timestamp", one_line(standing.submitted))
    if found:
        _add_properties(element, found)
        for line in explained_lines(found, feedback(standing)):
            _add_case(element, suite, line)
    else:
        _add_unmarked(element, suite, standing)
    _count(element)
    return ET.tostring(element, encoding="unicode").encode()


def _add_properties(element: ET.Element, found: Marks) -> None:
    properties = ET.SubElement(element, "properties")
    known = {"earned": f"{round(found.earned, 4):g}", "possible": f"{round(found.possible, 4):g}"}
    if found.late:
        known["late"] = found.late
    for name, value in known.items():
        ET.SubElement(properties, "property", name=name, value=value)


def _add_case(element: ET.Element, suite: Suite, explained: ExplainedLine) -> None:
    line = explained.line
    place = one_line(f"{suite.assignment}.{line.question}")
    case = ET.SubElement(element, "testcase", classname=place, name=one_line(line.title))
    notes = clean(plain(explained.blocks))
    if not line.passed and line.points:
        message = f"{round(line.earned, 4):g} of {round(line.points, 4):g} points"
        ET.SubElement(case, "failure", message=message).text = notes
    elif notes:
        ET.SubElement(case, "system-out").text = notes


def _add_unmarked(element: ET.Element, suite: Suite, standing: Standing) -> None:
    case = ET.SubElement(element, "testcase", classname=one_line(suite.assignment), name="graded")
    kind = "error" if standing.grade else "skipped"
    ET.SubElement(case, kind, message=why_unmarked(standing))


def _count(element: ET.Element) -> None:
    element.set("tests", str(len(element.findall("testcase"))))
    for kind, count in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        element.set(count, str(len(element.findall(f"testcase/{kind}"))))
