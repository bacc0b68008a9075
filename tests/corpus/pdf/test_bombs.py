"""PDFs made to break a parser: each is bounded and ends in a document or one error."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.readers.pdf.reader import read_pdf
from corpus.readers.sandbox import Limits, read_sandboxed
from corpus.readers.wire import MAX_PAGES

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TIGHT = Limits(cpu=3, wall=6.0)


def pdf(*objects: bytes) -> bytes:
    """Return a file of numbered objects with its table of offsets."""
    data = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table) + end


def page(content: bytes, box: bytes = b"0 0 595 842", resources: bytes = b"") -> list[bytes]:
    """Return the objects of a file with one page."""
    return [
        CATALOG,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>%b>>>>" % (box, resources),
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        FONT,
    ]


TEXT = b"BT /F1 12 Tf 72 700 Td (hello) Tj ET"
FORM = (
    b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    b"/Length 5>>stream\n/X Do\nendstream"
)
BOMBS = {
    "loop of pages": pdf(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "form within itself": pdf(*page(b"/X Do", resources=b"/XObject<</X 6 0 R>>"), FORM),
    "endless page": pdf(*page(TEXT, box=b"0 0 1e30 1e30")),
    "brackets": pdf(*page(b"[" * 200_000)),
    "operators": pdf(*page(b"BT /F1 12 Tf (aaaa) Tj ET\n" * 400_000)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_bounded(name: str, tmp_path: Path) -> None:
    file = tmp_path / "bomb.pdf"
    file.write_bytes(BOMBS[name])
    try:
        outcome = read_sandboxed("corpus.readers.pdf.reader:read_pdf", file, TIGHT).source.name
    except SourceError as error:
        outcome = str(error)
    assert "bomb.pdf" in outcome


def test_file_with_too_many_pages_is_refused_before_it_is_walked(tmp_path: Path) -> None:
    file = tmp_path / "long.pdf"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % (MAX_PAGES + 1)
    file.write_bytes(pdf(CATALOG, pages, *page(TEXT)[2:]))
    with pytest.raises(SourceError, match="超过3000页") as caught:
        read_pdf(file)
    assert caught.value.code == "too_many_pages"


def test_drawing_of_very_many_lines_is_read_as_text(tmp_path: Path) -> None:
    lines = b"".join(b"0 %d.%d m 595 %d.%d l S " % (y, x, y, x) for y in range(842) for x in (0, 5))
    down = b"".join(b"%d.%d 0 m %d.%d 842 l S " % (x, d, x, d) for x in range(595) for d in (0, 5))
    file = tmp_path / "drawing.pdf"
    file.write_bytes(pdf(*page(TEXT + b" " + lines + down)))
    document = read_pdf(file)
    assert [line.text.strip() for line in document.lines] == ["hello"]
