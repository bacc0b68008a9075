"""What stands in the cells of a workbook beside their value: percentages, errors, formulas.

Read straight from the workbook's XML by patterns, without an XML parser. Only cells
that need it are returned: figures shown as percentages or with leading zeros, errors,
and formulas whose result was never stored.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MAX_PART = 300_000_000
"""Bytes of one part of the workbook, unpacked; a larger one is not looked at."""

_CELL = re.compile(rb"<c\s([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*?>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*?>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\s[^>]*?>")
_STYLES = re.compile(r"<(?:\w+:)?cellXfs[^>]*>(.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w+:)?xf\s[^>]*?>")
_PERCENT_FORMATS = {"9": "0%", "10": "0.00%"}
_CUSTOM = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class Mark:
    """How one cell is shown."""

    format: str | None = None
    """Its number format, where that is a percentage or has leading zeros."""
    text: str | None = None
    """What it shows where no value is stored: an error, or the formula itself."""

    @property
    def is_shown(self) -> bool:
        """Whether it shows something though no value is stored."""
        return self.text is not None

    def apply(self, value: str) -> str:
        """Return the text of the cell, given its value as text."""
        if self.text is not None:
            return value or self.text
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        if self.format is not None and self.format.endswith("%"):
            # The stored digits: 0.04468 shown as 4.47% stays 4.468%.
            text = format((number * 100).normalize(), "f")
            return f"{text}%"
        if number == number.to_integral_value() and number >= 0:
            return value.zfill(len(self.format or ""))
        return value


def workbook_to_marks(data: bytes) -> dict[str, dict[tuple[int, int], Mark]]:
    """Return for each sheet the marks of its cells by (row, column), counted from 0.

    A workbook that is no ZIP (the binary formats) has none.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            styles = _styles(_part(archive, "xl/styles.xml").decode("utf-8", "replace"))
            return {
                name: marks
                for name, part in _sheets(archive)
                if (marks := sheet_to_marks(_part(archive, part), styles))
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return {}


def sheet_to_marks(xml: bytes, styles: dict[str, str]) -> dict[tuple[int, int], Mark]:
    """Return the marks of one sheet; `styles` maps style numbers to formats that matter."""
    if not styles and b'="e"' not in xml and b"<f" not in xml:
        return {}
    marks = {}
    for match in _CELL.finditer(xml):
        attributes = dict(_ATTRIBUTE.findall(match[1].decode("utf-8", "replace")))
        body = match[2] or b""
        mark = _mark(attributes, body, styles)
        place = _place(attributes.get("r", ""))
        if mark is not None and place is not None:
            marks[place] = mark
    return marks


def _mark(attributes: dict[str, str], body: bytes, styles: dict[str, str]) -> Mark | None:
    value = re.search(rb"<v>(.*?)</v>", body, re.DOTALL)
    stored = value is not None and value[1].strip() != b""
    if attributes.get("t") == "e" and value is not None:
        return Mark(text=html.unescape(value[1].decode("utf-8", "replace")))
    formula = re.search(rb"<f[^>]*>(.*?)</f>", body, re.DOTALL)
    if not stored and (formula is not None or b"<f" in body) and attributes.get("t") != "str":
        written = formula[1].decode("utf-8", "replace") if formula is not None else ""
        return Mark(text="=" + html.unescape(written))
    shown = styles.get(attributes.get("s", ""))
    return (
        Mark(format=shown)
        if shown is not None and stored and "t" not in attributes
        else (
            Mark(format=shown)
            if shown is not None and attributes.get("t") == "n" and stored
            else None
        )
    )


def _place(reference: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _styles(xml: str) -> dict[str, str]:
    """Return the styles that show percentages or leading zeros, by number."""
    formats = dict(_PERCENT_FORMATS)
    for tag in _FORMAT.findall(xml):
        attributes = dict(_ATTRIBUTE.findall(tag))
        code = _CUSTOM.sub("", html.unescape(attributes.get("formatCode", ""))).split(";")[0]
        if code.endswith("%") or re.fullmatch(r"0{2,}", code):
            formats[attributes.get("numFmtId", "")] = code
    body = _STYLES.search(xml)
    numbers = [
        dict(_ATTRIBUTE.findall(tag)).get("numFmtId", "")
        for tag in (_STYLE.findall(body[1]) if body else [])
    ]
    return {str(i): formats[number] for i, number in enumerate(numbers) if number in formats}


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return (name, part) of each sheet."""
    relations = {}
    for tag in _RELATION.findall(
        _part(archive, "xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    ):
        attributes = dict(_ATTRIBUTE.findall(tag))
        target = attributes.get("Target", "")
        relations[attributes.get("Id")] = (
            target.removeprefix("/") if target[:1] == "/" else (f"xl/{target}")
        )
    found = []
    for tag in _SHEET.findall(_part(archive, "xl/workbook.xml").decode("utf-8", "replace")):
        attributes = dict(_ATTRIBUTE.findall(tag))
        relation = next((v for k, v in attributes.items() if k.endswith(":id")), None)
        if relation in relations:
            found.append((html.unescape(attributes.get("name", "")), relations[relation]))
    return found


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError:
        return b""
    return archive.read(info) if info.file_size <= MAX_PART else b""
