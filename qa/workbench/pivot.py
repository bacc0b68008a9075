"""Pivot: the cells and the sortable table that the tabs of figures are made of."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from corpus.report import Fact
from qa.rendering.chart import Point
from qa.rendering.figures import value_to_text
from qa.statutory.numbers import fact_to_value
from qa.workbench.markup import button, message
from qa.workbench.measures import fact_to_words

_WORDS = ' class="desk-words"'
ROWS = 1500
"""Lines of a table on the page; the files hold all."""
LEGEND = "空白、“/”、“-”照原表；“不可辨”是原文印得无法辨认；“—”是没有这份报告或没有这一格。"


def cell_to_html(fact: Fact | None) -> str:
    """Return the content of a table cell; a cell that is held leads to its place."""
    words = fact_to_words(fact)
    if fact is None:
        return f'<td class="desk-number desk-absent">{words}</td>'
    style = "desk-unread" if words == "不可辨" else "desk-absent" if fact.value is None else ""
    sort = "" if fact.value is None else f' data-value="{fact.value}"'
    place = {"report": fact.report, "at": fact.id}
    lead = button(words, "open", place, "desk-link", "reader")
    return f'<td class="desk-number {style}"{sort}>{lead}</td>'


def sortable(head: Sequence[str], rows: Sequence[str], caption: str, words: int = 1) -> str:
    """Return a table whose columns are sorted by a click; the first `words` hold text."""
    heads = "".join(
        f'<th scope="col"{_WORDS if place < words else ""}>'
        f'<button type="button" data-sort>{escape(each)}</button></th>'
        for place, each in enumerate(head)
    )
    more = message(f"表太长，这里只列前{ROWS}行，下载的文件里是全部。") if len(rows) > ROWS else ""
    return (
        f'<div class="desk-table" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(rows[:ROWS])}</tbody></table></div>{more}"
    )


def fact_to_point(label: str, fact: Fact | None) -> Point:
    """Return a cell as a point of a chart."""
    if fact is None or fact.value is None:
        return Point(label, None, fact_to_words(fact))
    return Point(label, fact.value, value_to_text(fact_to_value(fact)))
