"""Markup: the form parts every tab of the workbench is made of, escaped, with labels.

Native elements only, so that keyboard and screen reader work as everywhere. A form
says in `data-act` what it does; a button of its own in `data-act` with the fields it
brings along in `data-with`, and in `data-go` the tab it leads to. `qa/workbench/gradio.js` turns
both into events.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape

Options = Sequence[tuple[str, str]]
"""Entries with the words shown for them."""


def form(act: str, *parts: str, submit: str) -> str:
    """Return a form that sends its fields under `act`."""
    button = f'<button type="submit" class="desk-main">{escape(submit)}</button>'
    return f'<form class="desk-form" data-act="{escape(act)}">{"".join(parts)}{button}</form>'


def text_field(
    name: str, label: str, value: str, hint: str = "", listed: Sequence[str] = ()
) -> str:
    """Return a line to type in, with suggestions where some are listed."""
    options = "".join(f'<option value="{escape(each)}"></option>' for each in listed)
    link = f' list="{name}-listed"' if listed else ""
    suggestions = f'<datalist id="{name}-listed">{options}</datalist>' if listed else ""
    return (
        f'<label class="desk-field desk-wide">{escape(label)}<input type="text" name="{name}" '
        f'value="{escape(value)}" placeholder="{escape(hint)}" autocomplete="off"{link}></label>'
        f"{suggestions}"
    )


def choice(name: str, label: str, options: Options, chosen: str) -> str:
    """Return a list to choose one entry from."""
    items = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(words)}</option>"
        for value, words in options
    )
    return (
        f'<label class="desk-field">{escape(label)}<select name="{name}">{items}</select></label>'
    )


def years_choice(years: Sequence[int], first: str, last: str) -> str:
    """Return two lists for the first and the last year."""
    held = [(str(year), f"{year}年") for year in years]
    return choice("from", "从", [("", "最早"), *held], first) + choice(
        "to", "到", [("", "最近"), *held], last
    )


def ticks(name: str, label: str, groups: Mapping[str, Options], chosen: Sequence[str]) -> str:
    """Return boxes to tick below a line that says what is ticked.

    Args:
        name: Field the ticked entries are sent in.
        label: What is chosen: 单位.
        groups: Entries by heading; one heading may be empty.
        chosen: Entries that are ticked; none means all.
    """
    ticked = set(chosen)
    words = [w for options in groups.values() for value, w in options if value in ticked]
    said = "、".join(words[:2]) + (f"等{len(words)}项" if len(words) > 2 else "")
    total = sum(map(len, groups.values()))
    find = (
        f'<input type="search" data-narrow placeholder="输入几个字，缩小范围" '
        f'aria-label="在{escape(label)}里找">'
        if total > 8
        else ""
    )
    lists = "".join(
        f"<fieldset><legend>{escape(heading or label)}</legend>{_boxes(name, options, ticked)}"
        "</fieldset>"
        for heading, options in groups.items()
    )
    return (
        f'<details class="desk-ticks" data-name="{name}"><summary>{escape(label)}：'
        f"<span>{escape(said) or f'全部（{total}）'}</span></summary>{find}{lists}</details>"
    )


def _boxes(name: str, options: Options, ticked: set[str]) -> str:
    return "".join(
        f'<label><input type="checkbox" name="{name}" value="{escape(value)}"'
        f"{' checked' if value in ticked else ''}>{escape(words)}</label>"
        for value, words in options
    )


def hidden(name: str, value: str) -> str:
    """Return a field that is sent without being shown."""
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def button(
    words: str,
    act: str,
    fields: Mapping[str, str | Sequence[str]],
    style: str = "desk-plain",
    go: str = "",
) -> str:
    """Return a button that sends `fields` under `act`, to the tab `go` or its own."""
    lists = {n: [each] if isinstance(each, str) else list(each) for n, each in fields.items()}
    brought = escape(json.dumps(lists, ensure_ascii=False))
    lead = f' data-go="{go}"' if go else ""
    return (
        f'<button type="button" class="{style}" data-act="{escape(act)}"{lead} '
        f'data-with="{brought}">{escape(words)}</button>'
    )


def message(words: str, role: str = "status") -> str:
    """Return a line that says how it went or what there is to see."""
    style = "desk-problem" if role == "alert" else "desk-message"
    return f'<p class="{style}" role="{role}">{escape(words)}</p>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str, style: str = "") -> str:
    """Return a table in a box that scrolls by itself; cells are HTML, headings text."""
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join(
        f"<tr>{''.join(_cell(place, each) for place, each in enumerate(row))}</tr>" for row in rows
    )
    return (
        f'<div class="desk-table {style}" role="region" tabindex="0" '
        f'aria-label="{escape(caption)}"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(place: int, content: str) -> str:
    return f'<th scope="row">{content}</th>' if place == 0 else f"<td>{content}</td>"
