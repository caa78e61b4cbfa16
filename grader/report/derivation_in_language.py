"""Say what was found in a derivation, which is kept in English, in the language of a page."""

from __future__ import annotations

from dataclasses import replace

from grader.model import CheckedDerivation, DerivationGrade, DerivationLine, Slip
from grader.report.phrases import Phrases, phrases_in
from grader.report.words import Words

CATALOGUE = "derivation_phrases"


def in_language(grade: DerivationGrade, words: Words) -> DerivationGrade:
    """Return the grade with everything that was found said in the language of these words."""
    phrases = phrases_in(words.labels["lang"], CATALOGUE)
    return replace(grade, found=_found(grade.found, phrases)) if phrases.has_any else grade


def _found(found: CheckedDerivation, phrases: Phrases) -> CheckedDerivation:
    return replace(
        found,
        chains=tuple(tuple(_line(line, phrases) for line in chain) for chain in found.chains),
        reading=tuple(map(phrases, found.reading)),
        problem=phrases(found.problem),
    )


def _line(line: DerivationLine, phrases: Phrases) -> DerivationLine:
    slip = line.slip and _slip(line.slip, phrases)
    return replace(line, place=phrases(line.place), note=phrases(line.note), slip=slip)


def _slip(slip: Slip, phrases: Phrases) -> Slip:
    return replace(
        slip,
        before_place=phrases(slip.before_place),
        point=phrases(slip.point),
        certainty=phrases(slip.certainty),
        repair=phrases(slip.repair),
    )
