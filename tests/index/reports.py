"""Small reports for the index tests: built by hand, or read from a toy file format."""

import hashlib
from decimal import Decimal
from pathlib import Path

from corpus.corrections import NO_CLUES, Clues
from corpus.errors import SourceError
from corpus.report import (
    Fact,
    FactKind,
    Origin,
    Paragraph,
    Passage,
    Problem,
    Report,
    Section,
    Source,
    State,
    content_id,
)
from index.library import IngestResult, Library

TOPICS = ("主动公开政府信息", "依申请公开办理情况", "行政复议和行政诉讼", "政务新媒体建设")


def make_fact(report: str, place: int, value: Decimal, issuer: str, year: int) -> Fact:
    """A cell of a statutory table."""
    row = ("三、本年度办理结果", f"（{place}）予以公开")
    return Fact(
        id=content_id("f_", report, place, value),
        report=report,
        issuer=issuer,
        year=year,
        kind=FactKind.CELL,
        table="收到和处理政府信息公开申请情况",
        table_kind="申请办理",
        form="2019",
        row=row,
        column=("总计",),
        printed=("予以公开", "总计"),
        raw=str(value),
        state=State.NUMBER,
        value=value,
        unit="件",
        qualifier=None,
        origin=Origin.PRINTED,
        confidence=1.0,
        section=("三、收到和处理政府信息公开申请情况",),
        page=8,
        box=(1.5, 2.25, 30.0, 40.125),
        quote=f"予以公开 {value}",
    )


def make_report(
    issuer: str = "城东区人民政府",
    year: int = 2020,
    *,
    content: str = "",
    values: tuple[int, ...] = (1, 2, 3),
    kind: str = "政府信息公开工作年度报告",
) -> Report:
    """A report with a passage for each of `TOPICS` and a fact for each of `values`."""
    sha256 = hashlib.sha256(f"{issuer}{year}{content}{values}{kind}".encode()).hexdigest()
    return _report(sha256, issuer, year, content, values, kind, f"{issuer}{year}.txt")


def _report(
    sha256: str,
    issuer: str,
    year: int,
    content: str,
    values: tuple[int, ...],
    kind: str,
    name: str,
) -> Report:
    key = sha256[:12]
    sections = tuple(
        Section((f"{number}、{topic}",), (Paragraph(f"{issuer}{year}年{topic}。{content}", 2),), 2)
        for number, topic in zip("一二三四", TOPICS, strict=True)
    )
    passages = tuple(
        Passage(
            id=content_id("p_", key, place, section.paragraphs[0].text),
            report=key,
            ordinal=place,
            section=section.path,
            page=2,
            text=section.paragraphs[0].text,
        )
        for place, section in enumerate(sections)
    )
    return Report(
        id=key,
        title=f"{issuer}{year}年{kind}",
        issuer=issuer,
        year=year,
        kind=kind,
        source_url="https://example.gov.cn/1.html",
        published="2021-01-29",
        pages=10,
        sources=(Source(name, sha256, len(content), "txt"),),
        sections=sections,
        passages=passages,
        facts=tuple(
            make_fact(key, place, Decimal(value), issuer, year)
            for place, value in enumerate(values)
        ),
        problems=(Problem("table_unread", "第三张表没有读出来", 9, "申请办理"),),
    )


def write_toy(path: Path, issuer: str, year: int, content: str = "", values: str = "1 2 3") -> Path:
    """Write a file that `read_toy` reads."""
    path.write_text(f"{issuer}\n{year}\n{values}\n{content}", encoding="utf-8")
    return path


def read_toy(path: Path, clues: Clues = NO_CLUES) -> Report:
    """Read a toy file; an empty one is refused."""
    data = path.read_bytes()
    if not data:
        raise SourceError("empty", f"文件“{path.name}”是空的；请换一个文件。")
    issuer, year, values, content = data.decode("utf-8").split("\n", 3)
    return _report(
        hashlib.sha256(data).hexdigest(),
        issuer,
        int(year),
        content,
        tuple(int(value) for value in values.split()),
        "政府信息公开工作年度报告",
        path.name,
    )


def statuses(results: list[IngestResult]) -> list[str]:
    """Return what became of each file."""
    return [result.status for result in results]


def report_of(library: Library, issuer: str, year: int) -> Report:
    """Return the one report of an issuer and year."""
    (report,) = [r for r in library.reports() if (r.issuer, r.year) == (issuer, year)]
    return report


# Opening
