"""Entries made by hand, told beside the report they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from corpus.report import Fact
from index.amendments import amendments
from qa.desk import Desk
from qa.rendering.wording import fact_to_label


def entries_of(desk: Desk, facts: Sequence[Fact]) -> str:
    """Return who entered which of these cells, when and why, for the report's own page."""
    made = {each.target: each for each in amendments(desk.library)}
    items = "".join(
        f"<li>{escape(fact_to_label(fact))}：{escape(entry.value)}（{escape(entry.name)}，"
        f"{escape(entry.day)}，{escape(entry.reason)}）</li>"
        for fact in facts
        if (entry := made.get(fact.id)) is not None
    )
    return f"<h3>人工补录</h3><ul>{items}</ul>" if items else ""
