"""Headings above a statutory table, and the name a table goes by."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from corpus.forms.form import FormTable, letters

_NUMERAL = "[一二三四五六七八九十]"
_SECTION = re.compile(rf"{_NUMERAL}、\s*[\u3400-\u9fff、，]{{4,30}}")


def table_name(table: FormTable) -> str:
    """Return the title of `table` shown to people."""
    return table.name if table.name == table.section else f"{table.section} {table.name}"


def section_heading(text: str, start: int, table: FormTable) -> str:
    """Return the heading above `start` as printed, e.g. `三、收到和处理…情况`."""
    length = len(table.section)
    for match in reversed(list(_SECTION.finditer(text, 0, start))):
        heading = "".join(match.group().split())
        # In glued text the heading runs on: the prefix most like the title is the title.
        prefixes = [heading[: n + 2] for n in range(length - 4, length + 8)]
        best = max(prefixes, key=lambda p: fuzz.ratio(letters(p)[1:], letters(table.section)))
        if fuzz.ratio(letters(best)[1:], letters(table.section)) >= 80:
            return best
    return table.section
