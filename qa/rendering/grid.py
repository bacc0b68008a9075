"""A cited table as an HTML table: the grid rebuilt from its facts, cut to the cited rows.

The cells of a table come as facts with a row path and a column path. Column paths
become header rows merged by colspan and rowspan. Row paths become one label a row,
under a line of their own for the headings above them, so that a deep table still
fits a phone. Everything that came from a report is escaped here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

from corpus.report import Fact, Origin, Path, State

WHOLE = 8
"""Tables up to this many rows are shown whole."""

AROUND = 2
"""Rows shown above and below each row of a longer table with a lit cell."""

_UNSEEN = '<td><span class="answer-unseen">空白</span></td>'
_NARROW = 2
"""Columns that fit a phone beside the row labels."""


def facts_to_table(
    facts: Sequence[Fact],
    marks: Mapping[str, bool],
    caption: str,
    prefix: str,
    *,
    whole: bool = False,
) -> str:
    """Return a table in a box that scrolls by itself, with the cited cells marked.

    Args:
        facts: All cells of one table in document order.
        marks: Ids of the facts cited; True for those the answer's figure rests on, which
            are lit, False for those its sentence and notes mention beside it.
        caption: What the table is called, as plain text.
        prefix: Start of the id each marked cell gets, unique to the answer.
        whole: Draw every row, whether or not a cell of it is cited.

    Returns:
        HTML, or an empty string when none of the facts cited is in this table.
    """
    cited = {fact.row: False for fact in facts if fact.id in marks}
    cited |= {fact.row: True for fact in facts if marks.get(fact.id)}
    if not cited and not whole:
        return ""
    rows = list(dict.fromkeys(fact.row for fact in facts))
    columns = list(dict.fromkeys(fact.column for fact in facts))
    cells = {(fact.row, fact.column): fact for fact in reversed(facts)}
    labelled = any(rows)
    body = []
    above: Path = ()
    for run in rows if whole else _runs(rows, cited):
        if isinstance(run, int):
            body.append(_gap(run, len(columns) + labelled))
            above = ()
            continue
        if run[:-1] != above and run[:-1]:
            body.append(_group(run[:-1], len(columns) + 1))
        above = run[:-1]
        label = _label(run, bool(above)) if labelled else ""
        line = "".join(_cell(cells.get((run, column)), marks, prefix) for column in columns)
        body.append(f"<tr>{label}{line}</tr>")
    wide = '<p class="answer-hint">表格较宽，可以左右滑动</p>' if len(columns) > _NARROW else ""
    return (
        f'{wide}<div class="answer-table" role="region" tabindex="0" '
        f'aria-label="{escape(caption)}"><table><caption>{escape(caption)}</caption>'
        f"<thead>{_header(columns, labelled)}</thead><tbody>{''.join(body)}</tbody></table></div>"
        f"{_legend(facts, marks)}"
    )


def _legend(facts: Sequence[Fact], marks: Mapping[str, bool]) -> str:
    """Return what the two marks mean, where both are drawn."""
    drawn = {marks[fact.id] for fact in facts if fact.id in marks}
    if drawn != {True, False}:
        return ""
    return (
        '<p class="answer-legend"><span class="answer-lit">答案</span>'
        '<span class="answer-cited">文字或核对中提到的数</span></p>'
    )


def raw_to_text(fact: Fact) -> str:
    """Return what stands in the cell, as printed; words where the print cannot be told."""
    if fact.origin is Origin.MANUAL and fact.value is not None:
        return f"{fact.value}（补录）"
    return "不可辨" if fact.state is State.UNREADABLE else fact.raw.strip()


def _runs(rows: Sequence[Path], cited: Mapping[Path, bool]) -> list[Path | int]:
    """Return the rows to draw, and in place of each run left out its length."""
    reach = {place: AROUND * cited[row] for place, row in enumerate(rows) if row in cited}
    near = [
        len(rows) <= WHOLE or any(abs(place - mark) <= far for mark, far in reach.items())
        for place in range(len(rows))
    ]
    runs: list[Path | int] = []
    for shown, places in groupby(range(len(rows)), key=near.__getitem__):
        run = [rows[place] for place in places]
        # A line saying that one row is left out takes as much room as the row.
        runs.extend(run if shown or len(run) == 1 else [len(run)])
    return runs


def _header(columns: Sequence[Path], labelled: bool) -> str:
    depth = max(1, *map(len, columns))
    corner = f'<td class="answer-corner"{_span("row", depth)}></td>' if labelled else ""
    lines = []
    for level in range(depth):
        # A heading that ends here must not merge with one that goes on below it.
        headings = [
            (column[: level + 1], len(column) <= level + 1)
            for column in columns
            if len(column) > level or level == 0
        ]
        line = corner if level == 0 else ""
        for (path, ends), run in groupby(headings):
            width = len(list(run))
            scope = "colgroup" if width > 1 else "col"
            spans = _span("col", width) + _span("row", depth - level if ends else 1)
            line += f'<th scope="{scope}"{spans}>{escape(path[-1]) if path else ""}</th>'
        lines.append(f"<tr>{line}</tr>")
    return "".join(lines)


def _label(row: Path, nested: bool) -> str:
    style = ' class="answer-nested"' if nested else ""
    return f'<th scope="row"{style}>{escape(row[-1]) if row else ""}</th>'


def _group(path: Path, width: int) -> str:
    text = f"<span>{escape(' › '.join(path))}</span>"
    return f'<tr><th scope="rowgroup" class="answer-group" colspan="{width}">{text}</th></tr>'


def _gap(count: int, width: int) -> str:
    text = f"…（其余{count}行）"
    return f'<tr><td class="answer-gap" colspan="{width}"><span>{text}</span></td></tr>'


def _cell(fact: Fact | None, marks: Mapping[str, bool], prefix: str) -> str:
    if fact is None:
        return "<td></td>"
    text = escape(raw_to_text(fact))
    if fact.id not in marks:
        style = ' class="answer-unread"' if fact.state is State.UNREADABLE else ""
        return f"<td{style}>{text}</td>" if text else _UNSEEN
    style = '"answer-lit" aria-current="true"' if marks[fact.id] else '"answer-cited"'
    return f'<td class={style} id="{escape(prefix + fact.id)}">{text or "（空白）"}</td>'


def _span(direction: str, count: int) -> str:
    return f' {direction}span="{count}"' if count > 1 else ""
