"""Plain text files: bytes to a `Document`.

UTF-8, UTF-16 (with byte order mark) and GB18030 are told apart; binary content and
text beyond the size limits are refused before any work is done on it. A metadata
head (`标题: …`, `发布时间: …`, `原文链接: …`) as web exports write it is read off.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from datetime import date
from pathlib import Path

from corpus.errors import SourceError
from corpus.readers.layout import text_to_lines
from corpus.report import Document, Line, Source

MAX_BYTES = 80_000_000
MAX_CHARACTERS = 20_000_000
MAX_LINE = 2_000_000
MAX_TITLE = 200

_HEAD_LINES = 30
_HEAD_KEYS = {
    "title": ("标题", "题名", "文件名称", "名称"),
    "published": ("发布时间", "发布日期", "公开日期", "发文日期", "生成日期"),
    "source_url": ("原文链接", "来源网址", "网址", "链接", "原文地址"),
    "": ("栏目", "来源", "发布机构", "索引号", "文号", "作者", "信息来源"),
}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_URL = re.compile(r"https?://[^\s<>\"'，。）)]+")
_RULE = re.compile(r"^[=\-—_*\s]{4,100}(?:正文)?[=\-—_*\s]{4,100}$")


def read_text(path: Path) -> Document:
    """Read the text file at `path`.

    Raises:
        SourceError: the file is missing, empty, binary, in an unknown encoding or
            beyond the size limits.
    """
    data = _read_bytes(path)
    text = decode(data, path.name)
    _check_size(text, path.name)
    source = Source(path.name, hashlib.sha256(data).hexdigest(), len(data), "txt")
    return text_to_document(text, source)


def text_to_document(text: str, source: Source) -> Document:
    """Return the lines of `text` with pages, and what its metadata head states."""
    lines, pages = text_to_lines(text)
    head, body = _split_head(lines)
    if not any(line.text.strip() for line in body):
        raise SourceError("empty", f"“{source.name}”里没有文字，请检查文件是否完整。")
    url = _URL.search(head.get("source_url", ""))
    return Document(
        source=source,
        blocks=tuple(body),
        title=head.get("title", "")[:MAX_TITLE] or None,
        source_url=url.group() if url else None,
        published=_iso_date(head.get("published", "")),
        pages=pages,
    )


def _iso_date(text: str) -> str | None:
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups())).isoformat()
    except ValueError:
        return None  # 2022-02-30 is no date


def decode(data: bytes, name: str) -> str:
    """Return the text `data` encodes.

    Raises:
        SourceError: `data` is empty, binary, cut off, or in none of the known encodings.
    """
    if not data.strip():
        raise SourceError("empty", f"“{name}”是空文件，请检查文件是否完整。")
    binary = SourceError("binary", f"“{name}”不是文本文件（内容是二进制），请换成 TXT 文本再导入。")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _decode_as(data, "utf-16", binary)
    elif b"\x00" in data:
        raise binary
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            if data.startswith(codecs.BOM_UTF8):
                raise binary from error
            if error.reason == "unexpected end of data" and error.start > 64:
                raise _cut_off(name) from error
            text = _decode_as(data, "gb18030", binary)
    sample = text[:65536]
    odd = sum(1 for c in sample if ord(c) < 32 and c not in "\t\n\r\f\v\x1a")
    private = sum(1 for c in sample if 0xE000 <= ord(c) <= 0xF8FF or c == "\ufffd")
    if "\x00" in text or odd > len(sample) // 200 or private > len(sample) // 20:
        raise binary
    return text


def _decode_as(data: bytes, encoding: str, failure: SourceError) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise failure from error


def _read_bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise SourceError("not_a_file", f"“{path.name}”不是普通文件，不能导入。")
        if path.stat().st_size > MAX_BYTES:
            raise _too_long(path.name)
        return path.read_bytes()
    except OSError as error:
        reason = "文件不存在" if isinstance(error, FileNotFoundError) else "没有读取权限或磁盘出错"
        raise SourceError("unopenable", f"打不开“{path.name}”：{reason}。") from error


def _cut_off(name: str) -> SourceError:
    return SourceError("cut_off", f"“{name}”在一个字的中间断了，文件不完整，请重新下载后再导入。")


def _too_long(name: str) -> SourceError:
    return SourceError("too_long", f"“{name}”超过2000万字，请拆成几个文件再导入。")


def _check_size(text: str, name: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise _too_long(name)
    longest = max((len(line) for line in text.splitlines()), default=0)
    if longest > MAX_LINE:
        raise SourceError("line_too_long", f"“{name}”有一行超过200万字，请先分行再导入。")


def _split_head(lines: list[Line]) -> tuple[dict[str, str], list[Line]]:
    head: dict[str, str] = {}
    end = 0
    for index, line in enumerate(lines[:_HEAD_LINES]):
        text = line.text.strip()
        if not text:
            continue
        if end and _RULE.match(text):
            end = index + 1
            break
        key, _, value = text.replace("：", ":", 1).partition(":")
        name = next((n for n, words in _HEAD_KEYS.items() if key.strip() in words), None)
        if name is None:
            break
        if name:
            head.setdefault(name, value.strip())
        end = index + 1
    return head, lines[end:]
