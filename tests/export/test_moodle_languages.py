"""Worksheets in many languages: the right cells are filled, and no check is off in silence.

The headers are those of real worksheets: columns of other people's programs that read them.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from grader.errors import UsageError
from grader.export import Weight, WorksheetOptions
from tests.export.importers import Moodle, Participant
from tests.export.test_moodle import filled, marked, words

GERMAN = (
    "ID|Vollständiger Name|E-Mail-Adresse|Status|Bewertung|Bestwertung"
    "|Bewertung kann geändert werden|Zuletzt geändert (Abgabe)|Zuletzt geändert (Bewertung)"
    "|Feedback als Kommentar"
)
FRENCH = (
    "Identifiant|Nom complet|Adresse de courriel|Statut|Note|Note maximale"
    "|La note peut être modifiée|Dernière modification (travail remis)"
    "|Dernière modification (note)|Feedback par commentaires"
)
SPANISH = (
    "Identificador|Nombre completo|Dirección de correo|Estado|Calificación|Calificación máxima"
    "|La calificación puede ser cambiada|Última modificación (entrega)"
    "|Última modificación (calificación)|Comentarios de retroalimentación"
)
PORTUGUESE = (
    "Identificador|Nome completo|Endereço de e-mail|Status|Nota|Nota máxima"
    "|Nota pode ser alterada|Última modificação (envio)|Última modificação (nota)"
    "|Comentários de feedback"
)
WELSH = (
    "Dynodydd|Enw llawn|E-bost|Statws|Gradd|Gradd uchaf|Gellir newid y radd|Newidiwyd (gwaith)"
    "|Newidiwyd (gradd)|Sylwadau"
)
LANGUAGES = {
    "german": (GERMAN, "Teilnehmer/in", "Ja", "Nein"),
    "french": (FRENCH, "Participant", "Oui", "Non"),
    "spanish": (SPANISH, "Participante ", "Sí", "No"),
    "portuguese": (PORTUGUESE, "Participante", "Sim", "Não"),
}
NAMED = dict(
    zip(
        ("identifier", "name", "email", "", "grade", "maximum", "changeable", "", "modified"),
        WELSH.split("|"),
        strict=False,
    )
)
NAMED.pop("")


def sheet(header, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header.split("|"), *rows])
    return text.getvalue().encode()


def rows_of(participant, yes, no, maximum="100,00"):
    return [
        [f"{participant}501", "Jane Doe", "jane@x.org", "x", "", maximum, yes, "x", "-", ""],
        [f"{participant}502", "张 伟", "wei@x.org", "x", "", maximum, no, "x", "-", ""],
    ]


@pytest.fixture
def both(stand):
    return [
        stand("flipped", "a", email="jane@x.org", platform_id="501"),
        stand("right", "b", email="wei@x.org", platform_id="502"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_known_language_needs_no_option(suite, both, language):
    header, participant, yes, no = LANGUAGES[language]
    columns = header.split("|")
    moodle = Moodle(
        {501: Participant(), 502: Participant()},
        id=columns[0],
        grade=columns[4],
        modified=columns[8],
        feedback=columns[9],
        hidden_user=participant,
        decimal=",",
    )

    found = filled(suite, both, sheet(header, rows_of(participant, yes, no)))

    assert marked(moodle.take(found.content)) == {501: 70}
    assert '"70,00"' in found.content.decode()
    assert "70 of 100" in moodle.participants[501].comment
    (look,) = words(found, Weight.LOOK)
    assert "1 row(s) are locked" in look and "张" in look


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_maximum_is_seen_in_every_known_language(suite, both, language):
    header, participant, yes, no = LANGUAGES[language]

    found = filled(suite, both, sheet(header, rows_of(participant, yes, no, "50,00")))

    assert any("out of 50" in line for line in words(found, Weight.LOOK))
    assert any("above the maximum" in line for line in words(found, Weight.LOOK))
    assert not found.returned


def test_three_named_headers_switch_no_check_off(suite, both):
    """As an earlier help said to call it, with the maximum and the locked rows unnamed."""
    few = {name: NAMED[name] for name in ("identifier", "grade", "modified")}

    found = filled(
        suite, both, sheet(WELSH, rows_of("Cyf ", "Ie", "Na", "50,00")), WorksheetOptions(few)
    )

    looks = " ".join(words(found, Weight.LOOK))
    for column in ("maximum", "changeable", "name"):
        assert f"--header {column}=" in looks
    assert "'Gradd uchaf'" in looks
    assert b'"70,00"' in found.content, "the decimal mark is that of the numbers in the sheet"


def test_an_unknown_language_is_read_by_the_headers_that_are_named(suite, both):
    content = sheet(WELSH, rows_of("Cyf ", "Ie", "Na"))

    found = filled(suite, both, content, WorksheetOptions(NAMED))

    assert b'"70,00"' in found.content and b'"100,00",Na' in found.content
    (look,) = words(found, Weight.LOOK)
    assert "2 row(s) say neither yes nor no" in look
    with pytest.raises(UsageError, match="--header identifier="):
        filled(suite, both, content)
    with pytest.raises(UsageError, match="has no column 'Graddd' "):
        filled(suite, both, content, WorksheetOptions(NAMED | {"maximum": "Graddd"}))
    few = WorksheetOptions({"identifier": "Dynodydd", "modified": "Newidiwyd (gradd)"})
    with pytest.raises(UsageError, match="no column grade among"):
        filled(suite, both, content, few)


@pytest.mark.parametrize("word", ["Scale", "Skala", "Barème", "Escala", "等级"])
def test_a_worksheet_that_is_marked_by_a_scale_stops_the_export(suite, stand, word):
    header = (
        f"Identifier|Full name|Email address|Status|Grade|{word}|Grade can be changed"
        "|Last modified (submission)|Last modified (grade)|Feedback comments"
    )
    rows = rows_of("Participant ", "Yes", "Yes", "fail, pass, good")

    found = filled(suite, [stand("right", email="jane@x.org")], sheet(header, rows))

    assert any(word in line and "skips every number" in line for line in words(found, Weight.STOP))


def test_two_columns_of_one_name_are_refused(suite, both):
    header = GERMAN.replace("Status", "Bewertung")

    with pytest.raises(UsageError, match="2 columns 'Bewertung'"):
        filled(suite, both, sheet(header, rows_of("Teilnehmer/in", "Ja", "Nein")))


def test_a_group_download_fills_its_members_rows(suite, stand):
    """Moodle writes ``Lab 1-Jane Doe_501_...`` where the download is of one group."""
    header, participant, yes, _ = LANGUAGES["german"]
    people = [
        stand("flipped", "Lab 1-Jane Doe_501", name="Lab 1-Jane Doe", platform_id="501"),
        stand("right", "Lab 1-张 伟_502", name="Lab 1-张 伟", platform_id="502"),
    ]
    people = [replace(p, person=replace(p.person, id_kind="participant")) for p in people]

    found = filled(suite, people, sheet(header, rows_of(participant, yes, yes)))

    assert [row.id for row in found.returned] == ["501", "502"]
