"""The PDF reader: text in reading order, furniture, hidden print, unreadable files."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.readers.pdf.reader import read_pdf
from corpus.terms import unify_radicals
from tests.corpus.drawn_pdf import FONT, Sheet, close, read, sheet, texts


@pytest.fixture
def page(tmp_path: Path) -> Sheet:
    return sheet(tmp_path / "年报.pdf")


def test_columns_of_text_are_read_one_after_the_other(page: Sheet, tmp_path: Path) -> None:
    page.text(180, 60, "政府信息公开工作年度报告", 16)
    left = [f"左栏第{n}行的文字排满一整行到头" for n in "一二三四五"]
    right = [f"右栏第{n}行的文字排满一整行到头" for n in "一二三四五"]
    for i, (a, b) in enumerate(zip(left, right, strict=True)):
        page.text(60, 120 + 18 * i, a)
        page.text(320, 125 + 18 * i, b)
    page.text(60, 240, "编制单位：某区人民政府")
    page.text(420, 240, "单位：件")
    got = texts(read(page, tmp_path))
    assert got[:3] == ["政府信息公开工作年度报告", "".join(left), "".join(right)]
    assert got[3:] == ["编制单位：某区人民政府", "单位：件"]


def test_page_rotation_of_the_file_is_obeyed(page: Sheet, tmp_path: Path) -> None:
    page.canvas.setPageRotation(90)
    page.canvas.translate(595, 0)
    page.canvas.rotate(90)
    page.height = 595.0
    page.text(72, 60, "横排的一行文字")
    assert texts(read(page, tmp_path)) == ["横排的一行文字"]


def test_lines_are_rejoined_into_paragraphs_over_the_page(page: Sheet, tmp_path: Path) -> None:
    full = "这一行的文字一直排到了页面右边的尽头没有留下空白"
    page.text(180, 60, "年度工作报告", 16)
    for i, text in enumerate([full[:22], full, "短行结束。", full[:22], full, full[:22], full]):
        opens = text == full[:22]
        page.text(92 if opens else 72, 120 + 16 * i, text)
    page.next()
    page.text(72, 60, "第二十条规定的内容。")
    page.text(92, 76, "（一）主动公开情况")
    page.text(92, 92, full[:22])
    page.text(72, 108, "尽头hzzwgk@126.com。")
    lines = read(page, tmp_path).lines
    assert [(line.text.strip(), line.page) for line in lines] == [
        ("年度工作报告", 1),
        (full[:22] + full + "短行结束。", 1),
        (full[:22] + full, 1),
        (full[:22] + full + "第二十条规定的内容。", 1),
        ("（一）主动公开情况", 2),
        (full[:22] + "尽头hzzwgk@126.com。", 2),
    ]


def test_furniture_is_dropped(page: Sheet, tmp_path: Path) -> None:
    for number in range(1, 5):
        page.text(72, 30, "某区政府信息公开年度报告")
        page.text(72, 120, f"这是第{'一二三四'[number - 1]}页的正文。")
        page.text(290, 810, f"{number}")
        if number < 4:
            page.next()
    document = read(page, tmp_path)
    assert [(line.text.strip(), line.page) for line in document.lines] == [
        (f"这是第{n}页的正文。", i) for i, n in enumerate("一二三四", 1)
    ]
    assert document.pages == 4


def test_struck_twice_hidden_and_slanted_print(page: Sheet, tmp_path: Path) -> None:
    for shift in (0, 0.4):
        page.text(72 + shift, 60, "一、总体情况2020年11件")
    page.canvas.setFillGray(1)
    page.text(72, 90, "白底白字")
    page.canvas.setFillGray(0)
    page.text(72, 120, "太小", size=0.5)
    page.canvas.saveState()
    page.canvas.translate(300, 400)
    page.canvas.rotate(45)
    page.canvas.setFont(FONT, 40)
    page.canvas.drawString(0, 0, "内部资料")
    page.canvas.restoreState()
    assert texts(read(page, tmp_path)) == ["一、总体情况2020年11件"]


def test_radicals_are_ideographs() -> None:
    assert unify_radicals("⼈⺠⽉⻓⻋1") == "人民月长车1"


def test_encrypted_broken_empty_and_foreign_files(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked = sheet(tmp_path / "年报.pdf", encrypt=StandardEncryption("secret"))
    locked.text(72, 72, "秘密")
    close(locked)
    codes = {}
    whole = (tmp_path / "年报.pdf").read_bytes()
    close(sheet(tmp_path / "无字.pdf"))
    for name, data in {
        "有密码": whole,
        "截断": whole[:300],
        "空": b"",
        "不是": b"MZ\x00\x00" * 100,
        "乱": b"%PDF-1.7\n" + b"\x93\x00obj<<" * 300,
    }.items():
        (tmp_path / f"{name}.pdf").write_bytes(data)
    for name in ("有密码", "截断", "空", "不是", "乱", "无字"):
        with pytest.raises(SourceError, match=f"“{name}.pdf”.*请") as caught:
            read_pdf(tmp_path / f"{name}.pdf")
        codes[name] = caught.value.code
        assert "\n" not in str(caught.value)
    assert codes == {
        "有密码": "encrypted",
        "截断": "broken",
        "空": "empty",
        "不是": "broken",
        "乱": "broken",
        "无字": "empty",
    }
