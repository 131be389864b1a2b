"""Files that a stranger, a slip or a broken disk changed: each is worked with or refused in a sentence, never by an internal error."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank import saving
from qbank.bank.place import Place
from qbank.english.terms import whole_number
from qbank.errors import BankError, SourceError
from qbank.notes.formats.worddoc import read_word
from qbank.tasks import check
from qbank.tasks.workspace import Workspace
from qbank.transcripts.captions import as_lines
from qbank.transcripts.records import read_json

PROPERTIES = (
    "<x/>",
    '<x xmlns="urn:x"><title>Not these</title></x>',
    '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
)


def word(**parts: str) -> bytes:
    """Return a Word document with one line, its parts changed: the names are those of files without folder and ending."""
    import docx

    document, made, out = docx.Document(), io.BytesIO(), io.BytesIO()
    document.add_paragraph("What is Wickerwork?")
    document.save(made)
    with zipfile.ZipFile(made) as given, zipfile.ZipFile(out, "w") as changed:
        for name in given.namelist():
            stem = Path(name).stem
            changed.writestr(name, parts.get(stem) or given.read(name))
    return out.getvalue()


@pytest.mark.parametrize("core", PROPERTIES)
def test_a_word_file_with_other_properties_is_read_without_a_title(core: str) -> None:
    """A part of properties that holds something else costs the title alone; the text is read."""
    found = read_word(word(core=core), "strange.docx")
    assert [block.text for block in found.blocks] == ["What is Wickerwork?"]
    assert found.meta == {}


STYLES = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"


@pytest.mark.parametrize(
    "kind", [STYLES, STYLES.replace("styles", "document.main"), STYLES.replace("styles", "numbering")]
)
def test_a_word_file_whose_parts_are_of_other_kinds_is_read_or_refused(kind: str) -> None:
    """Whatever a file says that its parts are, it is read, or refused as broken in a sentence."""
    with zipfile.ZipFile(io.BytesIO(word())) as made:
        types = made.read("[Content_Types].xml").decode()
    for other in ("application/xml", "", "../../x"):
        data = word(**{"[Content_Types]": types.replace(kind, other)})
        with suppress(SourceError):
            assert read_word(data, "strange.docx").blocks


@pytest.mark.parametrize("date", ["must", "", "C:x", "2026-13-01", "0", "²"])
def test_an_outline_dated_on_no_day_is_refused_with_its_line(date: str, tmp_path: Path) -> None:
    """An outline's files are dated by its `date`: what is not a day is refused where the file is read, before anything is made."""
    path = tmp_path / "plan.toml"
    path.write_text(f'id = "plan"\nguests = ["Ada Example"]\ndate = "{date}"\n', "utf-8")
    with pytest.raises(BankError) as refused:
        banks.load_outline(path)
    (problem,) = refused.value.problems
    assert problem.where == f"{path}:3"
    assert problem.hint == "write it as 2026-11-22"


@given(st.text(alphabet='[]="\\\n #ab\t{},', max_size=40))
@example("a =")
@example("[a")
@example("a")
def test_broken_words_of_a_bank_are_no_copies_of_anything(text: str) -> None:
    """While a bank's lexicon is broken no copies are looked for in it: the check names the fault, `--fix` says it in a sentence."""
    import tempfile

    import tomli

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "questions").mkdir()
        (root / "questions" / "lexicon.toml").write_text(text, "utf-8", newline="")
        place = Place(root=root, exports=root / "exports")
        try:
            tomli.loads(text)
        except ValueError:
            assert check.copies(Workspace(place)) == ()
            with pytest.raises(BankError):
                saving.migrate(place)
        else:
            check.copies(Workspace(place))


NO_NUMBERS = ("", "²", "9" * 5000, "1e999", "%s", "-1", "NaN", "0x10", "٣")


@pytest.mark.parametrize("said", NO_NUMBERS)
def test_what_is_written_where_a_number_belongs_is_no_trouble(said: str, tmp_path: Path) -> None:
    """A page's width, a list's number or a start time that is not a number is passed over, in whatever file it stands."""
    base = tmp_path / "base.docx"
    with zipfile.ZipFile(io.BytesIO(word())) as made:
        text = made.read("word/document.xml").decode()
    wrong = re.sub(r'(w:(?:w|left|right)=)"\d+"', rf'\1"{said}"', text)
    assert wrong != text
    base.write_bytes(word(document=wrong))
    check.of_layout(base)
    page = f'<tt><body><p begin="{said}" speaker="Ada">What is it?</p><p begin="1">It is a basket.</p></body></tt>'
    assert any("What is it?" in line for _, line in as_lines(page))
    assert whole_number(said) == (3 if said == "٣" else None)


@pytest.mark.parametrize("value", ["Infinity", "-Infinity", "NaN", "1e999", "1" + "0" * 400])
def test_a_transcript_with_numbers_beyond_any_clock_is_read(value: str) -> None:
    """JSON's Infinity and NaN, and numbers of hundreds of digits, are not times and no speakers."""
    for hostile in (True, False):
        pieces = ", ".join(
            f'{{"start": {value if hostile else n}, "timestamp": [{value}], "speaker": {value}, "text": "What is it?"}}'
            for n in range(6)
        )
        assert (read_json(f'{{"segments": [{pieces}]}}') is not None) == (not hostile)
