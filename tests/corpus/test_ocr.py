"""Scans: recognised with the extra, listed in one line without it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from corpus.readers import scans
from corpus.readers.ocr import BEST, is_available, line_to_chars
from corpus.readers.pdf.marks import Rule
from corpus.readers.pdf.pages import draw_page
from corpus.readers.scans import mark_recognised
from corpus.reading import document_to_report, read_document
from corpus.report import Document, Line, Origin, Source, State
from tests.corpus.drawn_pdf import close, grids, plain, sheet

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
needs_ocr = pytest.mark.skipif(not is_available(), reason="没有安装识别组件 baogao[ocr]")

ROWS = [["Item", "2019", "2020"], ["Alpha", "1288", "0"], ["Beta", "53", ""]]


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A page of text and a table, the last cell smeared, and a page of noise."""
    page = sheet(tmp_path / "print.pdf", (300.0, 220.0))
    page.font, page.size = "Helvetica", 12.0
    page.text(40, 24, "Report of the year 2020")
    page.table(40, 60, [80, 70, 70], plain([*ROWS, ["Gamma", "", ""]]), row=30)
    page.canvas.rect(205, 220 - 172, 40, 12, fill=1)
    close(page)
    drawn = draw_page(str(tmp_path / "print.pdf"), 1, (), 2.5)
    image = Image.open(BytesIO(drawn)).convert("RGB")
    noise = Image.effect_noise((500, 300), 200).convert("RGB")
    image.save(tmp_path / "scan.pdf", "PDF", resolution=180, save_all=True, append_images=[noise])
    return tmp_path / "scan.pdf"


@needs_ocr
def test_text_and_ruled_tables_are_recognised(scan: Path) -> None:
    document = read_document(scan)
    assert [number for number, _ in document.recognised] == [1]
    assert [line.text.strip() for line in document.lines] == ["Report of the year 2020"]
    (grid,) = grids(document)
    assert [[c.text for c in grid.cells if c.row == r] for r in range(3)] == ROWS
    assert grid.cells[0].box == pytest.approx((40, 60, 120, 90), abs=3)
    # Print that was not recognised is no blank.
    *clear, smeared = grid.cells
    assert all(0.8 <= cell.confidence <= BEST for cell in clear)
    assert (smeared.text, smeared.confidence) == ("", 0.0)
    (problem,) = document.problems
    assert problem.message == "第2页是扫描的图片，字迹认不清，没有采用识别结果。"


def test_without_the_extra_the_scan_is_one_line(
    scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "is_available", lambda: False)
    report = document_to_report(read_document(scan))
    (problem,) = [p for p in report.problems if p.code == "scan"]
    assert problem.message == (
        "第1—2页是扫描的图片，没有文字层。安装识别组件后可读取：pip install 'baogao[ocr]'"
    )


def test_facts_of_recognised_text_say_so() -> None:
    source = Source("某区2020年报告.pdf", "0" * 64, 1, "pdf")
    text = "2020年，全区主动公开政府信息1136条。"
    document = Document(source, (Line("某区2020年工作报告", 1), Line(text, 2)), pages=2)
    facts = [f for f in document_to_report(document).facts if f.raw.startswith("1136")]
    assert [f.origin for f in facts] == [Origin.PRINTED]
    read = replace(document, recognised=((2, 0.93),))
    (fact,) = mark_recognised(read, facts)
    assert (fact.origin, fact.confidence, fact.state) == (Origin.OCR, 0.93, State.NUMBER)
    assert mark_recognised(replace(document, recognised=((7, 0.9),)), facts) == facts


def test_gaps_of_rough_boxes_do_not_part_a_figure() -> None:
    def corners(x0: float, x1: float) -> list[list[float]]:
        return [[x0, 0], [x1, 0], [x1, 20], [x0, 20]]

    words = [("2", 1.0, corners(0, 8)), ("0", 1.0, corners(14, 22)), ("5", 1.0, corners(30, 38))]
    chars = line_to_chars("205", words, 1.0, [])
    assert [(c.x0, c.x1) for c in chars] == [(0, 11), (11, 26), (26, 38)]
    chars = line_to_chars("205", words, 1.0, [Rule(26.0, -50.0, 50.0)])
    assert [(c.x0, c.x1) for c in chars] == [(0, 11), (11, 22), (30, 38)]
    chars = line_to_chars("20 5", words, 1.0, [])
    assert [(c.x0, c.x1) for c in chars] == [(0, 11), (11, 22), (30, 38)]


@needs_ocr
@pytest.mark.skipif(not SHARED.is_dir(), reason="没有 ../shared 里的扫描件")
def test_words_in_a_picture_are_read() -> None:
    document = read_document(SHARED / "scans/图片文字.pdf")
    assert {"我是文字", "横向文本框"} <= {line.text.strip() for line in document.lines}
