"""Turn the grade of a written derivation into a section of the page, beside the code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from grader.model import (
    CheckedDerivation,
    DerivationGrade,
    DerivationLine,
    DerivationResult,
    LineVerdict,
    Slip,
)
from grader.model.derivation import Chain
from grader.report import numbers
from grader.report.derivation_path import question_kind
from grader.report.pages import Headline, Kind, Pill
from grader.report.question_view import QuestionView
from grader.report.words import Words
from grader.report.written import (
    HalvesRow,
    WrittenChain,
    WrittenFormula,
    WrittenLine,
    WrittenSection,
    WrittenSlip,
)
from grader.text.clean import clean, one_line

MARKS: Mapping[LineVerdict, str] = {
    "start": "·",
    "holds": "✓",
    "conditional": "◐",
    "breaks": "✗",
    "follows": "↳",
    "unknown": "?",
}
_KINDS: Mapping[LineVerdict, Kind] = {
    "start": "off",
    "holds": "right",
    "conditional": "part",
    "breaks": "wrong",
    "follows": "follows",
    "unknown": "note",
}
_TO_SEE = ("breaks", "conditional", "unknown", "follows")
_TALLIED: tuple[LineVerdict, ...] = ("breaks", "conditional", "follows", "unknown", "holds")
_LARGEST = 42_000
"""Characters of formulas on a page; chains beyond it are named and not shown, right ones first."""

_LONGEST = 300


@dataclass(frozen=True)
class Halves:
    """A derivation beside the code: the grade of the one, the questions of the other.

    ``questions`` is empty if nothing ran; ``cards`` are the HTML ids of the cards on the page;
    ``counted`` are the points that count, where a person gave others.
    """

    grade: DerivationGrade
    questions: Sequence[QuestionView]
    cards: frozenset[str] = frozenset()
    counted: float | None = None

    @property
    def found(self) -> CheckedDerivation:
        """What was found in the derivation."""
        return self.grade.found

    def question(self, result: DerivationResult) -> QuestionView | None:
        """Return the question that asks for the same as a result, by its id."""
        return next((view for view in self.questions if view.question.id == result.id), None)


def derivation_section(halves: Halves, words: Words) -> WrittenSection | None:
    """Return the section, or None if nothing was handed in and nothing hangs on it."""
    grade, found = halves.grade, halves.found
    if not grade.handed_in:
        return _absent(halves, words) if grade.points else None
    chains = [chain for chain in found.chains if len(chain) > 1]
    shown = _affordable(chains)
    others = tuple(_chain(chain, words) for chain in shown if not _to_see(chain))
    return WrittenSection(
        title=words("derivation.title"),
        sentence=derivation_sentence(grade, words),
        lead=_lead(grade, words),
        points=_points(halves, words),
        tally=_tally(found, words),
        problem=clean(found.problem, lines=4, characters=400),
        rows=tuple(_row(halves, result, words) for result in found.results if not found.problem),
        reading=tuple(one_line(text, characters=_LONGEST) for text in found.reading),
        chains=tuple(_chain(chain, words) for chain in shown if _to_see(chain)),
        others_title=words.count("derivation.others", len(others)) if others else "",
        others=others,
        omitted=_omitted(len(chains) - len(shown), words),
        unread=words("derivation.unread") if found.lines_with("unknown") else "",
    )


def _lead(grade: DerivationGrade, words: Words) -> str:
    file = one_line(grade.filename, characters=100)
    return file if grade.found.problem else words("derivation.lead", file=file)


def with_derivation(verdict: Headline, halves: Halves | None, words: Words) -> Headline:
    """Return the headline of the code with what the derivation adds to it."""
    breaks = halves.found.lines_with("breaks") if halves else ()
    if halves is None or not breaks:
        return verdict
    if all(view.is_right for view in halves.questions):
        verdict = replace(verdict, sentence=words("derivation.headline_code_right"), lead="")
    lead = f"{verdict.lead} {derivation_sentence(halves.grade, words)}".strip()
    pill = Pill("wrong", words.count("derivation.tally.breaks", len(breaks)))
    return replace(verdict, lead=lead, tally=(*verdict.tally, pill))


def derivation_sentence(grade: DerivationGrade, words: Words) -> str:
    """Return what matters most of a derivation, in one sentence."""
    found = grade.found
    if found.problem:
        return words("derivation.not_read")
    if found.guarded:
        return words("derivation.guarded", line=found.guarded)
    breaks = found.lines_with("breaks")
    if breaks:
        places = words.listed(tuple(line.place for line in breaks[:6]))
        places = places if len(breaks) > 1 else _capital(places)
        return words.count("derivation.breaks", len(breaks), places=places)
    return words(f"derivation.{_unbroken(found)}")


def _unbroken(found: CheckedDerivation) -> str:
    if found.lines_with("conditional"):
        return "condition"
    if not any(result.verdict.startswith("right") for result in found.results):
        return "no_result"
    return "understood_holds" if found.lines_with("unknown") else "all_hold"


def _absent(halves: Halves, words: Words) -> WrittenSection:
    return WrittenSection(
        title=words("derivation.title"),
        sentence=words("derivation.absent"),
        lead="",
        points=_points(halves, words),
        tally=(),
        problem="",
        rows=(),
        reading=(),
        chains=(),
        others_title="",
        others=(),
        omitted="",
        unread="",
    )


def _points(halves: Halves, words: Words) -> str:
    grade, counted = halves.grade, halves.counted
    if not grade.points:
        return words("derivation.feedback_only")
    earned = grade.earned if counted is None else counted
    return f"{numbers.points(earned)} / {numbers.points(grade.points)}"


def _tally(found: CheckedDerivation, words: Words) -> tuple[Pill, ...]:
    counts = ((verdict, len(found.lines_with(verdict))) for verdict in _TALLIED)
    return tuple(
        Pill(_KINDS[verdict], words.count(f"derivation.tally.{verdict}", number))
        for verdict, number in counts
        if number
    )


# --- text and code side by side -----------------------------------------------------------------


def _row(halves: Halves, result: DerivationResult, words: Words) -> HalvesRow:
    text, code = text_state(result), code_state(halves.question(result))
    line = _line_of(result)
    anchor = _anchor_of(halves.found, line)
    view = halves.question(result)
    card = view.anchor if view and view.anchor in halves.cards else ""
    return HalvesRow(
        title=one_line(result.title, characters=100),
        text=Pill(_TEXT_KINDS[text], words(f"derivation.text.{text}", line=line)),
        text_link=f"#{anchor}" if anchor else "",
        code=Pill(_CODE_KINDS[code], words(f"derivation.code.{code}")),
        code_link=f"#{card}" if card else "",
        words=words(f"derivation.agree.{code}_{text}", line=line),
        kind="right" if (text, code) == ("right", "right") else "off",
    )


_TEXT_KINDS: Mapping[str, Kind] = {
    "right": "right",
    "breaks": "wrong",
    "follows": "follows",
    "slip": "part",
    "part": "part",
    "unread": "note",
    "absent": "off",
}
_CODE_KINDS: Mapping[str, Kind] = {
    "right": "right",
    "wrong": "wrong",
    "follows": "follows",
    "none": "off",
}


def text_state(result: DerivationResult) -> str:
    """Return how a result stands in the text: a key of ``derivation.text``."""
    match result.verdict:
        case "right_with_slip":
            return "slip"
        case "wrong" | "right_then_slip":
            return "breaks" if result.breaks else "follows"
        case "partly":
            return "part"
        case "unknown":
            return "unread"
        case "not_shown":
            return "breaks" if result.breaks else "absent"
    return "right"


def _line_of(result: DerivationResult) -> int:
    """Return the line to look at: the first that breaks, else the one that states the result."""
    return result.breaks[0] if result.breaks else result.line


def code_state(view: QuestionView | None) -> str:
    """Return how a question stands in the code: a key of ``derivation.code``."""
    if view is None or question_kind(view) == "empty":
        return "none"
    if view.graded.carried_forward:
        return "follows"
    return "right" if view.is_right else "wrong"


def written_steps(
    halves: Halves | None, questions: Sequence[QuestionView], words: Words
) -> dict[str, str]:
    """Return, for steps that a result is about, where the text breaks or that it is right."""
    if halves is None or not halves.grade.handed_in or halves.found.problem:
        return {}
    steps = {view.question.id: view.question.step for view in questions}
    return {
        steps[result.id]: words(
            f"derivation.step.{text_state(result)}",
            line=_line_of(result),
        )
        for result in halves.found.results
        if result.id in steps
    }


def _anchor_of(found: CheckedDerivation, line: int) -> str:
    return next((_anchor(one) for one in found.lines if line and one.line == line), "")


# --- line by line -------------------------------------------------------------------------------


def _affordable(chains: Sequence[Chain]) -> list[Chain]:
    """Return the chains that fit on a page, in order: those with something to see go first.

    One with something to see that does not fit is shown by its source.
    """
    order = sorted(range(len(chains)), key=lambda place: not _to_see(chains[place]))
    kept, left = {}, _LARGEST
    for place in order:
        whole = chains[place]
        bare = tuple(replace(line, mathml="") for line in whole)
        for chain in (whole, bare) if _to_see(whole) else (whole,):
            size = sum(map(_size, chain))
            if size <= left:
                kept[place] = chain
                left -= size
                break
    return [kept[place] for place in sorted(kept)]


def _size(line: DerivationLine) -> int:
    """Return about how many characters of the page a line takes."""
    slip = line.slip
    more = len(slip.certainty) + len(slip.replaced) + len(slip.replacement) if slip else 0
    return 300 + (len(line.mathml) or min(len(line.tex), _LONGEST)) + more


def _to_see(chain: Chain) -> bool:
    return any(line.verdict in _TO_SEE for line in chain)


def _omitted(number: int, words: Words) -> str:
    return words.count("derivation.omitted", number) if number else ""


def _chain(chain: Chain, words: Words) -> WrittenChain:
    broken = any(line.verdict == "breaks" for line in chain)
    return WrittenChain(
        title=_capital(chain[0].place),
        marks=_marks(chain),
        css="broken" if broken else "",
        lines=tuple(_line(line, words) for line in chain),
    )


def _marks(chain: Chain) -> str:
    """Return the marks of a chain in a row."""
    marks = "".join(MARKS[line.verdict] for line in chain[1:20])
    return marks + ("…" if len(chain) > 20 else "")


def _line(line: DerivationLine, words: Words) -> WrittenLine:
    return WrittenLine(
        anchor=_anchor(line),
        css=_KINDS[line.verdict],
        mark=MARKS[line.verdict],
        verdict=words(f"derivation.verdict.{line.verdict}"),
        line=str(line.line),
        relation="=" if line.is_equation else "",
        formula=_formula(line),
        tex=one_line(line.tex.replace("&", " "), characters=_LONGEST),
        note=one_line(line.note, characters=_LONGEST),
        slip=_slip(line, line.slip) if line.slip else None,
    )


def _formula(line: DerivationLine) -> WrittenFormula:
    if line.mathml:
        return WrittenFormula(Markup(line.mathml))
    return WrittenFormula(Markup(), one_line(line.tex, characters=_LONGEST))


def _slip(line: DerivationLine, slip: Slip) -> WrittenSlip:
    return WrittenSlip(
        before_place=_capital(slip.before_place),
        before=numbers.with_minus(slip.before),
        here_place=_capital(line.place),
        here=numbers.with_minus(slip.here),
        point=numbers.with_minus(one_line(slip.point, characters=_LONGEST)),
        repair=one_line(slip.repair, characters=_LONGEST),
        replaced=Markup(slip.replaced),
        replacement=Markup(slip.replacement),
        missing=Markup(slip.missing),
        certainty=slip.certainty,
    )


def _anchor(line: DerivationLine) -> str:
    return f"d{line.cell}-{line.line}-{line.column}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
