"""The page of a check: the student's page with the properties on random inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from grader.marking.properties import PropertyResult, PropertyStatus
from grader.model import Question
from grader.report.pages import Kind, Pill, StudentPage
from grader.report.property_report import FailedProperty
from grader.report.rules import Rule, RuleGroup, Rules
from grader.report.words import Words, words_in
from grader.selfcheck.checking import Checked
from grader.selfcheck.property_lines import explain_finding, follows_words

_KINDS: Mapping[PropertyStatus, Kind] = {
    PropertyStatus.BROKEN: "wrong",
    PropertyStatus.FOLLOWS: "follows",
    PropertyStatus.HOLDS: "right",
    PropertyStatus.WAITS: "off",
    PropertyStatus.NOT_YET: "off",
}
"""The look of each status, in the order in which they are read."""


def page_with_properties(checked: Checked) -> StudentPage:
    """Return the page of a check; with its properties where the file could be loaded."""
    if not checked.findings or checked.load_failure is not None:
        return checked.page
    words = words_in(checked.suite.language)
    headline = checked.page.headline
    if checked.broken:
        pill = Pill("wrong", words.count("rules.tally", len(checked.broken)))
        headline = replace(headline, tally=(*headline.tally, pill))
    return replace(checked.page, headline=headline, rules=_rules(checked, words))


def _rules(checked: Checked, words: Words) -> Rules:
    return Rules(
        title=words("rules.title"),
        lead=words("rules.lead", seed=checked.seed),
        groups=tuple(_groups(checked, words)),
    )


def _groups(checked: Checked, words: Words) -> Iterator[RuleGroup]:
    order = list(_KINDS)
    for question in checked.suite.questions:
        own = [one for one in checked.findings if one.about.question == question.id]
        if own:
            own.sort(key=lambda one: order.index(one.standing))
            yield RuleGroup(
                title=question.title,
                signature=question.signature,
                state=_state(own, words),
                open=own[0].standing is PropertyStatus.BROKEN,
                rules=tuple(_rule(checked, question, one, words) for one in own),
            )


def _state(own: Sequence[PropertyResult], words: Words) -> Pill:
    """Return a function's worst status, and how many of its properties hold."""
    holding = sum(one.standing is PropertyStatus.HOLDS for one in own)
    kind = _KINDS[own[0].standing]
    if holding == len(own):
        return Pill(kind, words.count("rules.all", holding))
    if not holding and kind == "off":
        unwritten = own[-1].standing is PropertyStatus.NOT_YET
        return Pill(kind, words("rules.not_yet" if unwritten else "rules.waits"))
    return Pill(kind if kind == "wrong" else "off", words("rules.some", n=holding, all=len(own)))


def _rule(checked: Checked, question: Question, one: PropertyResult, words: Words) -> Rule:
    name = one.standing.name.lower()
    broken = one.standing is PropertyStatus.BROKEN
    return Rule(
        state=Pill(_KINDS[one.standing], words(f"rules.{name}")),
        title=one.about.title,
        why=_why(checked, question, one, words),
        explained=_aligned(explain_finding(checked, one, words)) if broken else None,
    )


def _aligned(one: FailedProperty) -> FailedProperty:
    """Align the rows of each array below one another, beside its name."""
    return replace(
        one,
        given=tuple(
            (name, text.replace("\n", "\n" + " " * len(f"{name} = "))) for name, text in one.given
        ),
    )


def _why(checked: Checked, question: Question, one: PropertyResult, words: Words) -> str:
    if one.standing is PropertyStatus.FOLLOWS:
        return follows_words(checked, question.id, words)
    if one.standing is PropertyStatus.WAITS:
        return words("rules.until_others")
    if one.standing is not PropertyStatus.NOT_YET:
        return ""
    missing = [need for need in one.about.needs if need in checked.unwritten] or [question.id]
    names = tuple(checked.suite.question(need).target for need in missing)
    return words.count("rules.until_written", len(names), functions=words.listed(names))
