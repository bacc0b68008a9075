"""Hostile files, made anew for each test: small, and ruinous to read without limits."""

import io
import zipfile
from collections.abc import Callable

from tests.corpus.word import docx, p, row, table

_XLSX_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
_DOCTYPE = f'<!DOCTYPE x [<!ENTITY e0 "哈">{_ENTITIES}]>'
_XXE = '<!DOCTYPE x [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>'


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(document: bytes) -> bytes:
    """A Word file with this main part."""
    return zipped({"word/document.xml": document})


def sheet(rows: str) -> bytes:
    """An Excel file with these rows."""
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    book = f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}"><sheets><sheet name="表"'
    book += ' sheetId="1" r:id="r1"/></sheets></workbook>'

    def relation(kind: str, target: str) -> bytes:
        return (
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{_RELATIONS}/{kind}"'
            f' Target="{target}"/></Relationships>'
        ).encode()

    return zipped(
        {
            "[Content_Types].xml": _XLSX_TYPES.encode(),
            "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": book.encode(),
            "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>'
            ).encode(),
        }
    )


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first of which is the catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    size = len(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return data + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start)


def pdf_page(stream: bytes, more: bytes = b"", extra: list[bytes] | None = None) -> bytes:
    body = b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), more, stream)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
    page += b"/Resources<</XObject<</F 5 0 R>>>>>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, body, *(extra or [])])


def self_reference() -> bytes:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
    form += b"/Length 11>>stream\n/F Do /F Do\nendstream"
    return pdf_page(b"/F Do", extra=[form])


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(count))
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", pages, page])


def nested_zip() -> bytes:
    data = b"\0" * 20_000_000
    for depth in range(4):
        data = zipped({f"{depth}-{n}.zip" if depth else f"{n}.txt": data for n in range(8)})
    return data


QUICK: dict[str, Callable[[], bytes]] = {
    "entities.docx": lambda: word(f"{_DOCTYPE}<x><body>&e9;</body></x>".encode()),
    "outside.docx": lambda: word(f"{_XXE}<x><body>&e9;</body></x>".encode()),
    "inflated.docx": lambda: word(b"<x>" + b" " * 60_000_000 + b"</x>"),
    "deep.docx": lambda: docx("<w:sdt>" * 20_000 + p("底") + "</w:sdt>" * 20_000),
    "tables.docx": lambda: docx("<w:tbl><w:tr><w:tc>" * 5_000 + p("底")),
    "spans.docx": lambda: docx(
        table(*(row("甲", "1").replace("<w:tcPr>", '<w:tcPr><w:gridSpan w:val="999999"/>'),) * 9)
    ),
    "corner.xlsx": lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "inflated.xlsx": lambda: sheet(" " * 60_000_000),
    "spans.html": lambda: b"<table>" + b"<tr><td rowspan=65534 colspan=1000>x" * 2_000,
    "twisted.md": lambda: b"[" * 60_000 + b"**" * 60_000 + b"|-" * 60_000,
    "self.pdf": self_reference,
    "nested.zip": nested_zip,
    "entries.zip": lambda: zipped({f"{n}.txt": b"x" for n in range(6_000)}),
    "cut.zip": lambda: nested_zip()[:5_000],
}
"""Files that must be dealt with at once."""

SLOW: dict[str, Callable[[], bytes]] = {
    "paragraphs.docx": lambda: docx(p("字") * 250_000),
    "cells.xlsx": lambda: sheet('<row><c t="n"><v>1</v></c></row>' * 500_000),
    "nested.html": lambda: b"<div>" * 100_000 + "底".encode(),
    "operators.pdf": lambda: pdf_page(b"BT (x) Tj ET " * 1_500_000),
    "pages.pdf": lambda: many_pages(50_000),
}
"""Files that take all the time or memory they are given."""
