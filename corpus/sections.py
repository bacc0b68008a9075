"""Headings to a tree: 一、 → （一） → 1. → paragraphs below them.

Also where text was exported as one line: known part titles and enumeration marks that
follow a full stop open a new paragraph. A sentence is what ends with 。！？ and a
clause what commas separate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from corpus.quantity import find_quantities
from corpus.report import Paragraph, Section

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_LEVELS = (
    re.compile(rf"^(?:{_NUMERAL}、|第{_NUMERAL}[章部编])"),
    re.compile(rf"^[（(]{_NUMERAL}[）)]"),
    re.compile(r"^\d{1,2}[.．、](?!\d)"),
)
_INLINE = re.compile(rf"(?<=[。；：:\s〕］])(?=[（(]{_NUMERAL}[）)][\u3400-\u9fff])")
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]+[”』」）)]*|[^。！？!?\n]+$")
_CLAUSE = re.compile(r"[^，,；;：:。！？!?\n]+")
MAX_HEADING = 40
MAX_SENTENCE = 1000
"""Characters of a sentence; text without full stops is cut at commas, at worst anywhere."""


@cache
def _known_titles() -> tuple[str, ...]:
    text = Path(__file__).with_name("headings.txt").read_text(encoding="utf-8")
    titles = [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]
    return tuple(sorted(titles, key=len, reverse=True))


@cache
def _known_heading() -> re.Pattern[str]:
    titles = "|".join(re.escape(title) for title in _known_titles())
    return re.compile(rf"({_NUMERAL}、\s*(?:{titles})[:：]?)")


def paragraphs_to_sections(paragraphs: Sequence[Paragraph]) -> list[Section]:
    """Return the sections of a report in order, each with the path of its headings."""
    sections: list[Section] = []
    path: list[str | None] = [None] * len(_LEVELS)
    current: list[Paragraph] = []
    page: int | None = None

    def close() -> None:
        heading_path = tuple(heading for heading in path if heading)
        if current or heading_path:
            sections.append(Section(heading_path, tuple(current), page))

    for paragraph in _split_inline(paragraphs):
        level, heading, rest = _split_heading(paragraph.text)
        if level is None:
            if _has_letters(paragraph.text):
                current.append(paragraph)
            continue
        close()
        path[level:] = [heading, *([None] * (len(_LEVELS) - level - 1))]
        if find_quantities(heading):
            rest = paragraph.text  # a heading that states a figure is quoted like any sentence
        current = [Paragraph(rest, paragraph.page)] if rest else []
        page = paragraph.page
    close()
    return sections


def _split_inline(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    for paragraph in paragraphs:
        pieces = _known_heading().split(paragraph.text)
        for piece in pieces:
            for part in _INLINE.split(piece):
                if part.strip():
                    yield Paragraph(part.strip(), paragraph.page)


def _split_heading(text: str) -> tuple[int | None, str, str]:
    """Return the level of the heading `text` opens with, the heading, and the rest."""
    for level, pattern in enumerate(_LEVELS):
        if not pattern.match(text):
            continue
        if level == len(_LEVELS) - 1 and (len(text) > MAX_HEADING or re.search(r"[，。；]", text)):
            return None, "", text  # a numbered item of running text
        known = _known_heading().match(text)
        if known:
            return level, known.group(1).rstrip(":："), text[known.end() :].lstrip()
        stop = re.search(r"[。：:\n]|(?<!^)(?=一是)", text)
        end = stop.start() if stop else len(text)
        if end <= MAX_HEADING:
            return level, text[:end], text[end:].lstrip("。：:\n ")
        comma = re.search(r"[，,；]", text)
        cut = comma.start() if comma and comma.start() <= MAX_HEADING else None
        return (level, text[:cut], text) if cut else (None, "", text)
    return None, "", text


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)


def text_to_sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each with its closing mark."""
    sentences = (match.group().strip() for match in _SENTENCE.finditer(text))
    return [part for sentence in sentences for part in _shorten(sentence)]


def _shorten(sentence: str) -> Iterator[str]:
    while len(sentence) > MAX_SENTENCE:
        comma = max(sentence.rfind(mark, 0, MAX_SENTENCE) for mark in "，；、,;")
        cut = comma + 1 if comma >= 0 else MAX_SENTENCE
        yield sentence[:cut]
        sentence = sentence[cut:].lstrip()
    if sentence:
        yield sentence


def sentence_to_clauses(sentence: str) -> list[tuple[int, int]]:
    """Return the offsets of the clauses of `sentence`, brackets and quotations kept whole."""
    masked = re.sub(
        r"（[^（）]*）|“[^“”]*”|《[^《》]*》", lambda match: "x" * len(match.group()), sentence
    )
    return [match.span() for match in _CLAUSE.finditer(masked)]
