"""Classes with hostile names, and platforms' files of them, made at random.

Everybody has points of their own, so a number in a file says whose it is.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass

from grader.model import Override, Person

NAMES = (
    *(
        "Jane Doe",
        "Doe, Jane",
        "John Roe",
        "Kim Minji",
        "Kim Minji",
        "张伟",
        "张 伟",
        "伟张",
        "李娜",
    ),
    *("Müller, Karl-Heinz", "Karl-Heinz Müller", "Zoë O'Brien", "José García López", "Jose Garcia"),
    *('=HYPERLINK("x","y")', '"Quoted", Name', 'Back\\slash \\"x', "Line\nBreak", "tab\tname"),
    *(
        "\u202eevil",
        "😀 Smith",
        "O\u2019Neil; drop",
        "semi;colon",
        "a,b",
        "-1+1",
        "@sum",
        "x" * 300,
    ),
    *("1234567 Jane Doe", "Participant 502", "502", "s3", "u4@example.org", "ßtraße", "İstanbul"),
    *("Anne-Marie", "Anne Marie", "ANNE MARIE", "Li", "A", "Nguyễn Thị Ánh", "محمد علي", "Null"),
)
LANGUAGES = {
    "en": (
        "Identifier|Full name|ID number|Username|Email address|Grade|Maximum Grade"
        "|Grade can be changed|Last modified (grade)|Feedback comments",
        ("Participant ", "Yes", "."),
    ),
    "de": (
        "ID|Vollständiger Name|ID-Nummer|Anmeldename|E-Mail-Adresse|Bewertung|Bestwertung"
        "|Bewertung kann geändert werden|Zuletzt geändert (Bewertung)|Feedback als Kommentar",
        ("Teilnehmer/in", "Ja", ","),
    ),
    "fr": (
        "Identifiant|Nom complet|Numéro d'identification|Nom d'utilisateur|Adresse de courriel"
        "|Note|Note maximale|La note peut être modifiée|Dernière modification (note)"
        "|Feedback par commentaires",
        ("Participant", "Oui", ","),
    ),
    "es": (
        "Identificador|Nombre completo|Número de ID|Nombre de usuario|Dirección de correo"
        "|Calificación|Calificación máxima|La calificación puede ser cambiada"
        "|Última modificación (calificación)|Comentarios de retroalimentación",
        ("Participante ", "Sí", ","),
    ),
    "pt": (
        "Identificador|Nome completo|Número de identificação|Identificação de usuário"
        "|Endereço de e-mail|Nota|Nota máxima|Nota pode ser alterada|Última modificação (nota)"
        "|Comentários de feedback",
        ("Participante", "Sim", ","),
    ),
}
DOWNLOADS = ("moodle", "canvas", "logins", "roster", "gradescope", "names")


@dataclass(frozen=True)
class Member:
    """Somebody in the class; ``number`` is unique and behind every id, and ``points`` too."""

    number: int
    name: str
    points: float

    @property
    def participant(self) -> int:
        return 500 + self.number

    @property
    def user(self) -> int:
        return 90_000 + self.number

    @property
    def sis(self) -> str:
        return f"{7_000_000 + self.number}"

    @property
    def login(self) -> str:
        return f"u{self.number}"

    @property
    def email(self) -> str:
        return f"u{self.number}@example.org"


def a_class(rng: random.Random) -> list[Member]:
    """Return members with hostile names, among them some of one name."""
    count = rng.randint(1, 8)
    numbers = rng.sample(range(40), count)
    names = [rng.choice(NAMES) for _ in numbers]
    points = rng.sample(range(1, 400), count)
    return [Member(n, name, p / 4) for n, name, p in zip(numbers, names, points, strict=True)]


def as_downloaded(member: Member, kind: str) -> Person:
    """Return the person as the intake of a kind of download knows them."""
    match kind:
        case "moodle":
            name = member.name.replace("_", " ")
            key = f"{name}_{member.participant}"
            return Person(key, name, platform_id=str(member.participant), id_kind="participant")
        case "canvas":
            name = "".join(c for c in member.name.lower() if c.isalnum())
            return Person(
                f"{name}_{member.user}", name, platform_id=str(member.user), id_kind="user"
            )
        case "logins":
            return Person(member.login)
        case "roster":
            return Person(member.login, member.name, member.email, member.login)
        case "gradescope":
            known = {"platform_id": member.sis, "id_kind": "student"}
            return Person(member.sis, member.name, member.email, **known)
        case _:
            return Person(member.name)


def standing_of(stand, member: Member, kind: str):
    """Return the standing of a member with the points of this member."""
    parts = {"sigmoid": 0.0, "error": min(member.points, 30.0)}
    rest = member.points - parts["error"]
    parts |= {"slope": min(rest, 40.0), "sigmoid": max(rest - 40.0, 0.0)}
    given = tuple(Override("x", q, p, "why", "me", "2026-01-01") for q, p in parts.items())
    standing = stand("right", overrides=given)
    return standing.__class__(
        **(
            {k: v for k, v in vars(standing).items() if not k.startswith("_")}
            | {"person": as_downloaded(member, kind)}
        )
    )


def written(rows, rng: random.Random, separators) -> tuple[bytes, str]:
    """Return a table in some dialect of CSV, and its separator."""
    text, separator = io.StringIO(), rng.choice(separators)
    quoting = rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC))
    end = rng.choice(("\n", "\r\n"))
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return rng.choice(("", "\ufeff")).encode() + text.getvalue().encode(), separator


def worksheet(
    members: list[Member], rng: random.Random, other_ids: dict[int, int] | None = None
) -> tuple[bytes, dict[str, str]]:
    """Return a grading worksheet of Moodle, and the words that its importer looks for.

    With ``other_ids`` it is the worksheet of another assignment: by each participant's id, the id
    there.  It has names then.
    """
    ids = other_ids or {}
    header, (participant, yes, mark) = LANGUAGES[rng.choice(sorted(LANGUAGES))]
    columns = header.split("|")
    maximum = "100.00".replace(".", mark)
    rows = [
        [
            f"{participant}{ids.get(m.participant, m.participant)}",
            m.name,
            m.sis,
            m.login,
            m.email,
            "",
            maximum,
            yes,
            "-",
            "",
        ]
        for m in rng.sample(members, len(members))
    ]
    gone = {at for at in (1, 2, 3, 4, 6, 7, 9) if rng.random() < 0.25 and not (ids and at == 1)}
    order = [at for at in range(len(columns)) if at not in gone]
    rng.shuffle(order)
    table = [[row[at] for at in order] for row in (columns, *rows)]
    content, separator = written(table, rng, (",", ";", "\t"))
    language = {
        "id": columns[0],
        "grade": columns[5],
        "modified": columns[8],
        "hidden_user": participant,
        "decimal": mark,
        "separator": separator,
    }
    return content, language


def gradebook(members: list[Member], rng: random.Random, title: str) -> bytes:
    """Return a gradebook of Canvas."""
    identity = rng.choice((("SIS User ID", "SIS Login ID"), ("SIS Login ID",), ()))
    split = rng.random() < 0.3
    mark = rng.choice(".,")
    header = ["LastName", "FirstName", "ID"] if split else ["Student", "ID"]
    rows = [[*header, *identity, "Section", "Other (1)", title]]
    blank = [""] * (len(rows[0]) - 3)
    rows.append(["    Points Possible", *blank, f"10{mark}00", f"100{mark}00"])
    for m in rng.sample(members, len(members)):
        last, first = in_two(m.name)
        who = [last, first, str(m.user)] if split else [m.name, str(m.user)]
        known = {"SIS User ID": m.sis, "SIS Login ID": m.login}
        rows.append([*who, *(known[name] for name in identity), "S1", f"3{mark}00", ""])
    return written(rows, rng, (",",) if mark == "." else (",", ";"))[0]


def in_two(name: str) -> tuple[str, str]:
    """Return a name as last and first name."""
    last, comma, first = name.partition(",")
    if comma:
        return last, first.strip()
    first, _, last = name.rpartition(" ")
    return last, first
