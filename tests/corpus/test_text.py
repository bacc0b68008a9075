"""Bytes to documents: encodings, metadata heads, and files that are no text."""

import codecs
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.readers import text as reader
from corpus.readers.text import decode, read_text, text_to_document
from corpus.report import Source

SOURCE = Source("报告.txt", "0" * 64, 1, "txt")
BODY = "城东区人民政府2020年政府信息公开工作年度报告\n全年主动公开政府信息4887条。\n"


def refused(path: Path, content: bytes) -> SourceError:
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        read_text(path)
    message = str(caught.value)
    assert path.name in message
    assert "\n" not in message
    assert any("\u4e00" <= character <= "\u9fff" for character in message)
    return caught.value


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-le", "utf-16-be"]
)
def test_encodings_read_alike(tmp_path: Path, encoding: str) -> None:
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    path = tmp_path / "报告.txt"
    path.write_bytes(marks.get(encoding, b"") + BODY.encode(encoding))
    document = read_text(path)
    assert "\n".join(line.text for line in document.lines) == BODY
    assert document.source.size == path.stat().st_size


@pytest.mark.parametrize("content", [b"", b"  \r\n\t ", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path / "空.txt", content).code == "empty"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00stream" + bytes(range(256)) * 40,
        b"PK\x03\x04\x14\x00\x08\x00" + bytes(range(256)),
        b"\x89PNG\r\n\x1a\n" + bytes(range(255, -1, -1)) * 8,
        codecs.BOM_UTF16_LE + b"\x01\x02\x03",
        codecs.BOM_UTF16_LE + "\x01\x02\x03\x04".encode("utf-16-le") * 64,
        codecs.BOM_UTF8 + bytes(range(1, 9)) * 64,
        "正文".encode() * 40_000 + b"\x00\x01",
    ],
    ids=["pdf", "zip", "png", "odd utf-16", "utf-16 controls", "utf-8 controls", "late nul"],
)
def test_binary_named_txt_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path / "其实是图.txt", content).code == "binary"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028"])
def test_more_than_20_million_characters_are_refused(tmp_path: Path, ending: str) -> None:
    line = "1" * (99 if len(ending) == 1 else 98) + ending
    content = (line * 200_001).encode()
    assert refused(tmp_path / "太长.txt", content).code == "too_long"


def test_file_too_big_to_be_20_million_characters_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "巨大.txt"
    with path.open("wb") as file:
        file.truncate(reader.MAX_BYTES + 1)
    with pytest.raises(SourceError, match="2000万字") as caught:
        read_text(path)
    assert caught.value.code == "too_long"


def test_more_than_2_million_characters_on_a_line_are_refused(tmp_path: Path) -> None:
    content = "开头\n".encode() + b"1" * 2_000_001
    assert refused(tmp_path / "一行.txt", content).code == "line_too_long"


@pytest.mark.parametrize(
    "line",
    [
        "=" * 300_000 + "x",
        "第5页" + " " * 300_000 + "x",
        "—" * 300_000,
        " " * 300_000 + "x",
        "（" * 300_000,
        "1" * 300_000,
        "，".join(["12"] * 100_000),
    ],
    ids=["rule", "page", "dashes", "spaces", "brackets", "digits", "commas"],
)
def test_long_odd_lines_are_read(line: str) -> None:
    """Each of these made some pattern look at every pair of places."""
    document = text_to_document(f"标题：{line}\n{line}\n{line}", SOURCE)
    assert document.lines[-1].text == line


def test_file_cut_off_within_a_character_is_refused(tmp_path: Path) -> None:
    """Read as GB18030 it would be a page of wrong characters."""
    assert refused(tmp_path / "断.txt", BODY.encode()[:-2]).code == "cut_off"


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="文件不存在"):
        read_text(tmp_path / "没有.txt")
    with pytest.raises(SourceError, match="不是普通文件"):
        read_text(tmp_path)


def test_metadata_head_is_read_off() -> None:
    text = (
        "标题：石桥区2021年政府信息公开工作年度报告\n发布时间: 2022年1月8日 10:20\n来源: 区政府\n"
        "原文链接: https://shiqiao.example/a.html，\n=====正文=====\n\n一、总体情况\n"
    )
    document = text_to_document(text, SOURCE)
    assert document.title == "石桥区2021年政府信息公开工作年度报告"
    assert document.published == "2022-01-08"
    assert document.source_url == "https://shiqiao.example/a.html"
    assert [line.text for line in document.lines if line.text] == ["一、总体情况"]


@pytest.mark.parametrize("stated", ["2022-13-45", "2022年2月30日", "近日", ""])
def test_impossible_date_is_not_stated(stated: str) -> None:
    assert text_to_document(f"发布时间: {stated}\n正文", SOURCE).published is None


def test_head_without_text_is_empty() -> None:
    with pytest.raises(SourceError, match="没有文字"):
        text_to_document("标题: 只有标题\n", SOURCE)


contents = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=200).map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.text(alphabet="标题发布时间: ：\n\f\r—12第页共=-年月一、。\u2028\x85", max_size=80).map(
        str.encode
    ),
    st.text(alphabet="政府信息公开年度报告\n", max_size=80).map(
        lambda text: text.encode("gb18030")
    ),
)


@given(contents)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        text = decode(content, "任意.txt")
        document = text_to_document(text, SOURCE)
    except SourceError:
        return
    for line in document.lines:
        assert "\n" not in line.text
        assert "\x00" not in line.text
        line.text.encode("utf-8")
    assert any(line.text.strip() for line in document.lines)
    if document.published:
        date.fromisoformat(document.published)
