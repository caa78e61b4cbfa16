"""Archives are hostile: nothing is extracted or believed, and every refusal has a reason.

Each attack is tried twice: as what a student handed in, which is refused as a whole, and as an
entry of a class's download, where it costs its own student and nobody else.
"""

from __future__ import annotations

import contextlib
import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.intake import Intake, Unreadable, collect
from grader.intake.file_choice import LARGEST_SOURCE
from grader.intake.file_tree import File, NothingToGradeError, files_under
from grader.intake.zip_archive import LARGEST_ARCHIVE, unpack
from grader.model import Submission
from tests.intake.downloads import zipped
from tests.intake.expected import SOURCE, WANTED

LINK = 0o120777 << 16
FIFO = 0o010644 << 16
DEVICE = 0o020644 << 16


def archive(*entries: tuple[str, bytes, Callable[[zipfile.ZipInfo], None] | None]) -> bytes:
    """Return a zip with these entries, each changed before it is written."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, source, change in entries:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if change:
                change(entry)
            file.writestr(entry, source)
    return content.getvalue()


def of_mode(mode: int) -> Callable[[zipfile.ZipInfo], None]:
    def change(entry: zipfile.ZipInfo) -> None:
        entry.create_system, entry.external_attr = 3, mode

    return change


def packed_by(method: int) -> Callable[[zipfile.ZipInfo], None]:
    def change(entry: zipfile.ZipInfo) -> None:
        entry.compress_type = method

    return change


def patched(content: bytes, field: int, form: str, value: int, *, both: bool = True) -> bytes:
    """Return the archive with one number changed in every entry."""
    changed = bytearray(content)
    at = -1
    while (at := changed.find(b"PK\x01\x02", at + 1)) >= 0:
        struct.pack_into(form, changed, at + field, value)
    while both and (at := changed.find(b"PK\x03\x04", at + 1)) >= 0:
        struct.pack_into(form, changed, at + field - 2, value)
    return bytes(changed)


def as_submission(content: bytes) -> str | bytes:
    """Return what the archive yields as a student's file."""
    from grader.intake.file_choice import choose_file, source_of

    try:
        chosen = choose_file(File("x.zip", lambda most: content[:most]), WANTED)
        return source_of(chosen.file, WANTED).content
    except NothingToGradeError as error:
        return str(error)


MODULE = ("answer.py", SOURCE, None)

REFUSED = {
    "a path that climbs": (archive(("../answer.py", SOURCE, None)), "leads out of the archive"),
    "a path that climbs later": (archive(("a/../../answer.py", SOURCE, None)), "leads out"),
    "an absolute path": (archive(("/etc/answer.py", SOURCE, None)), "leads out of the archive"),
    "a drive": (archive(("C:/answer.py", SOURCE, None)), "leads out of the archive"),
    "a drive and nothing": (archive(("c:answer.py", SOURCE, None)), "leads out of the archive"),
    "backslashes that climb": (archive(("..\\..\\answer.py", SOURCE, None)), "leads out"),
    "another computer": (archive(("\\\\host\\share\\answer.py", SOURCE, None)), "leads out"),
    "a good file beside": (archive(MODULE, ("../x.py", b"", None)), "leads out of the archive"),
    "a link": (archive(("answer.py", b"/etc/passwd", of_mode(LINK))), "is a link, not a file"),
    "a link beside": (archive(MODULE, ("x", b"answer.py", of_mode(LINK))), "is a link"),
    "a pipe": (archive(("answer.py", b"", of_mode(FIFO))), "is not an ordinary file"),
    "a device": (archive(("answer.py", b"", of_mode(DEVICE))), "is not an ordinary file"),
    "encrypted": (patched(archive(MODULE), 8, "<H", 1), "is encrypted"),
    "strongly encrypted": (patched(archive(MODULE), 8, "<H", 0x41), "is encrypted"),
    "packed by bzip2": (
        archive(("answer.py", SOURCE, packed_by(12))),
        "is compressed in an unsupported way",
    ),
    "packed by lzma": (
        archive(("answer.py", SOURCE, packed_by(14))),
        "is compressed in an unsupported way",
    ),
    "packed by nobody": (
        patched(archive(MODULE), 10, "<H", 99),
        "is compressed in an unsupported way",
    ),
    "a bomb": (archive(("answer.py", b"\0" * (2 << 20), None)), "packed more than 100 to one"),
    "names that differ in capitals": (
        archive(MODULE, ("Answer.py", b"", None)),
        "but for upper and lower case",
    ),
    "too deep": (archive(("a/" * 40 + "answer.py", SOURCE, None)), "folders deep"),
    "too many": (
        archive(*[(f"{n}.txt", b"", None) for n in range(300)]),
        "holds more than 200 files",
    ),
    "no archive": (b"PK\x03\x04" + b"\0" * 100, "is not a zip archive"),
    "text": (b"def first(x): pass", "is not a zip archive"),
    "nothing": (b"", "is not a zip archive"),
    "cut off": (archive(MODULE)[:-5], "is not a zip archive"),
    "lying about a large size": (
        patched(archive(MODULE), 24, "<I", 0x7FFFFFFF),
        "packed more than 100 to one",
    ),
    "lying about a small size": (patched(archive(MODULE), 24, "<I", 3), "is damaged"),
    "lying about the packed size": (patched(archive(MODULE), 20, "<I", 3), "is damaged"),
    "a wrong checksum": (patched(archive(MODULE), 16, "<I", 1), "is damaged"),
    "pointing beyond its end": (patched(archive(MODULE), 42, "<I", 1 << 20, both=False), "is "),
    "a name of two": (
        archive(MODULE).replace(b"answer.py", b"\xff\xfe\xfdwer.py", 1),
        "is damaged",
    ),
}


@pytest.mark.parametrize("content, said", REFUSED.values(), ids=REFUSED.keys())
def test_a_student_s_archive_is_refused_as_a_whole(content: bytes, said: str) -> None:
    found = as_submission(content)

    assert isinstance(found, str)
    assert said in found


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_refused() -> None:
    found = as_submission(archive(MODULE, ("answer.py", b"1", None)))

    assert found == "x.zip: answer.py is in the archive twice"


def test_entries_that_share_their_bytes_are_refused() -> None:
    """A thousand names for one kernel make a bomb without nesting."""
    whole = archive(("a.py", SOURCE, None), ("b.py", SOURCE, None))
    shared = bytearray(whole)
    second = shared.rindex(b"PK\x01\x02")
    struct.pack_into("<I", shared, second + 42, 0)

    assert "overlaps another file" in str(as_submission(bytes(shared)))


def test_a_table_of_contents_of_a_million_entries_is_not_read() -> None:
    entry = zipfile.ZipInfo("x" * 5)
    central = zipped({entry.filename: b""})
    begin, end = central.index(b"PK\x01\x02"), central.index(b"PK\x05\x06")
    count = 400_000
    tail = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 65535, 65535, count * (end - begin), begin, 0)
    content = central[:begin] + central[begin:end] * count + tail
    assert len(content) < LARGEST_ARCHIVE
    tracemalloc.start()
    found = as_submission(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert "is not a zip archive, or it is damaged" in str(found)
    assert peak < 2 * len(content)


def test_what_inflates_without_end_is_read_as_far_as_is_allowed() -> None:
    """The header claims 200 KiB for a gigabyte of zeros."""
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = squeezed.compress(bytes(256 << 20)) + squeezed.flush()
    content = bytearray(archive(("x.ipynb", b"", None)))
    name_end = content.index(b"x.ipynb") + 7
    old = content.index(b"PK\x01\x02") - name_end
    content[name_end : name_end + old] = data
    directory = content.index(b"PK\x01\x02")
    for at in (18, directory + 20):
        struct.pack_into("<II", content, at, len(data), 200 << 10)
    struct.pack_into("<I", content, content.index(b"PK\x05\x06") + 16, directory)
    tracemalloc.start()
    found = as_submission(bytes(content))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert "is damaged" in str(found)
    assert peak < 8 << 20


def test_a_large_file_is_not_read_to_its_end() -> None:
    noise = bytes(range(256)) * 8
    content = archive(("answer.py", noise * 1000, None), *[(f"{n}.txt", b"", None) for n in "ab"])
    smaller = archive(("answer.ipynb", b"[" * (80 << 20), None))

    assert "packed more than" in str(as_submission(content))
    tracemalloc.start()
    found = as_submission(smaller)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == "answer.ipynb is larger than 64 MiB"
    assert peak < 150 << 20


def test_backslashes_between_folders_are_what_some_systems_write() -> None:
    assert as_submission(archive(("homework\\answer.py", SOURCE, None))) == SOURCE


def test_hundreds_of_files_of_others_do_not_count() -> None:
    others = [(f"project/venv/lib/{n}.py", b"", None) for n in range(1000)]

    assert as_submission(archive(*others, ("project/answer.py", SOURCE, None))) == SOURCE


def test_a_folder_and_a_file_of_one_name() -> None:
    content = archive(("a", b"", None), ("a/answer.py", SOURCE, None))

    assert as_submission(content) in (SOURCE, "no file answer.py; there is no Python file")


# --- in the download of a class -----------------------------------------------------------------


def of_class(place: Path, *entries: tuple[str, bytes, object]) -> Intake:
    path = place / "class.zip"
    path.write_bytes(archive(*entries, ("good/answer.py", SOURCE, None)))  # type: ignore[arg-type]
    return collect([path], WANTED)


def reasons(intake: Intake) -> dict[str, str]:
    """Return the reason of each unreadable submission; empty for a readable one."""
    found = {one.student: one.read() for one in intake.submissions}
    return {s: one.reason if isinstance(one, Unreadable) else "" for s, one in found.items()}


@pytest.mark.parametrize(
    "change, source, said",
    [
        (of_mode(LINK), b"/etc/passwd", "answer.py is a link, not a file"),
        (of_mode(FIFO), b"", "answer.py is not an ordinary file"),
        (packed_by(14), SOURCE, "answer.py is compressed in an unsupported way"),
        (
            None,
            b"\0" * (2 << 20),
            "answer.py is packed more than 100 to one, which source text never is",
        ),
        (None, bytes(range(256)) * 2000, f"answer.py is larger than {LARGEST_SOURCE >> 10} KiB"),
    ],
)
def test_an_entry_costs_its_own_student_only(
    tmp_path: Path, change: object, source: bytes, said: str
) -> None:
    found = reasons(of_class(tmp_path, ("bad/answer.py", source, change)))

    assert found["good"] == ""
    if source[:2] == b"\0\1":  # packs too well to reach the limit of its size
        assert found["bad"]
    else:
        assert found["bad"] == said


def test_entries_without_a_place_are_passed_over_and_named(tmp_path: Path) -> None:
    intake = of_class(
        tmp_path,
        ("fine/answer.py", SOURCE, None),
        ("../../evil/answer.py", SOURCE, None),
        ("/root/answer.py", SOURCE, None),
        ("C:\\x\x1b[2J\\answer.py", SOURCE, None),
        ("bad/../answer.py", SOURCE, None),
    )

    assert reasons(intake) == {"good": "", "fine": ""}
    assert "skipped: ../../evil/answer.py, /root/answer.py, C:" in intake.notices[0]
    assert "\x1b" not in intake.notices[0]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_student_who_is_there_twice_is_graded_for_neither(tmp_path: Path) -> None:
    twice = ("bad/answer.py", SOURCE, None)
    found = reasons(of_class(tmp_path, twice, ("bad/answer.py", b"1", None)))

    assert found == {"good": "", "bad": "answer.py is in the archive twice"}


def test_students_whose_names_differ_in_capitals_are_two(tmp_path: Path) -> None:
    found = reasons(of_class(tmp_path, ("Ada/a.py", SOURCE, None), ("ada/b.py", SOURCE, None)))

    assert found == {"Ada": "", "ada": "", "good": ""}


NAMES = ["=cmd|x", "a\nb", "x" * 300, "名字", "-rf", "<script>", "\x1b[2J", "CON", "a.", "\u202eb"]


def test_students_are_called_whatever_they_are_called(tmp_path: Path) -> None:
    found = reasons(of_class(tmp_path, *[(f"{name}/answer.py", SOURCE, None) for name in NAMES]))

    assert found == dict.fromkeys((*NAMES, "good"), "")


def test_names_of_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    content = archive(("????/answer.py", SOURCE, None), ("good/answer.py", SOURCE, None))
    path.write_bytes(content.replace(b"????", b"\xff\xfe\x80\x81"))
    (strange,) = set(reasons(collect([path], WANTED))) - {"good"}

    assert strange.encode("utf-8")


def test_a_name_that_says_it_is_utf8_and_is_not(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    content = archive(("é?/answer.py", SOURCE, None), ("good/answer.py", SOURCE, None))
    path.write_bytes(content.replace("é?".encode(), b"\xff\xfe\x80"))

    with pytest.raises(UsageError, match=r"class\.zip is not a zip archive, or it is damaged"):
        collect([path], WANTED)


def test_nested_archives_of_students_are_opened_once(tmp_path: Path) -> None:
    twice = zipped({"inner.zip": zipped({"answer.py": SOURCE})})
    found = reasons(of_class(tmp_path, ("bad/x.zip", twice, None)))

    assert found["bad"].endswith("an archive in an archive, which is not opened")


@pytest.mark.thorough
def test_archives_are_not_read_before_their_turn(tmp_path: Path) -> None:
    """Listing a class of 2,000 reads only the central directory."""
    noise = zlib.compress(bytes(range(256)) * 40, 0)
    files = {f"s{n}_{n + 1}_{n + 2}_answer.py": noise for n in range(2000)}
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    tracemalloc.start()
    intake = collect([path], WANTED)
    for one in intake.submissions:
        assert isinstance(one.read(), Submission)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(intake.submissions) == 2000
    assert peak < sum(map(len, files.values())) / 2


@settings(max_examples=200)
@given(st.data())
def test_any_change_of_bytes_ends_in_files_or_a_sentence(data: st.DataObject) -> None:
    content = bytearray(zipped({"a/answer.py": SOURCE, "b.txt": b"x" * 50, "c.ipynb": b"{}"}))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(NothingToGradeError):
        for _, file in files_under(unpack(File("x.zip", lambda most: bytes(content)))):
            assert len(file.read(1 << 20)) <= 1 << 20


def class_of(place: Path, content: bytes) -> Intake:
    (place / "class.zip").write_bytes(content)
    return collect([place / "class.zip"], WANTED)


def test_names_of_an_old_code_page_are_said_to_be_guesses(tmp_path: Path) -> None:
    old = "王小明".encode("cp936")
    content = archive(
        ("x" * len(old) + "/answer.py", SOURCE, None), ("ada/answer.py", SOURCE, None)
    )
    intake = class_of(tmp_path, content.replace(b"x" * len(old), old))

    assert len(intake.submissions) == 2
    (said,) = intake.warnings
    assert "one name is in an unknown encoding and may be misread (" in said
    assert "zip the folder again with names in UTF-8" in said


def test_a_name_is_read_from_the_field_that_archivers_add_for_it(tmp_path: Path) -> None:
    old, name = "王".encode("cp936") + b"/answer.py", "王/answer.py".encode()
    field = struct.pack("<BI", 1, zlib.crc32(old)) + name

    def with_field(entry: zipfile.ZipInfo) -> None:
        entry.extra = struct.pack("<HH", 0x7075, len(field)) + field

    content = archive(("xx/answer.py", SOURCE, with_field), ("ada/answer.py", SOURCE, None))
    intake = class_of(tmp_path, content.replace(b"xx/answer.py", old))

    assert [one.student for one in intake.submissions] == ["ada", "王"]
    assert not intake.warnings


def test_two_students_of_a_class_may_differ_in_capitals_alone(tmp_path: Path) -> None:
    files = {f"{name}/answer.py": SOURCE for name in ("Jane Doe", "jane doe")}
    read = [one.read() for one in class_of(tmp_path, zipped(files)).submissions]

    assert len(read) == 2
    assert all(isinstance(one, Submission) for one in read)
