"""The answer card: an `Answer` as one HTML fragment, the same in every front.

Figure first, then the sentence, how the question was understood, warnings, and the
proof: where it stands and the cited table with its cell lit. Buttons carry what they
do as data (`data-ask`, `data-edit`); the page around the card acts on them. There is
no script and no style in it, and all text is escaped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlsplit

from qa.answer import Answer, Citation, Status
from qa.figures import Tables, figure_to_html, formula_to_html, values_to_html
from qa.grid import facts_to_table

Held = Sequence[tuple[str, Sequence[int]]]
"""What the library holds: issuers, each with its years in order."""

_OPEN = 2
"""Sources shown unfolded; the rest of a long list opens by a click."""
_CHIPS = 12
_QUOTES = 2
"""Lines of print repeated below a table that shows them."""
_WARNING = (
    '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
    '<path fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" '
    'd="M8 1.8 15 14.2H1Z M8 6.2v4 M8 11.6v1"/></svg>'
)


def answer_to_html(answer: Answer, tables: Tables, held: Held = ()) -> str:
    """Return the card of `answer`.

    Args:
        answer: What is to be shown.
        tables: The tables the answer cites; one that is missing is not drawn.
        held: Issuers and years of the library, named when nothing was found.
    """
    answered = answer.status is Status.ANSWERED
    missing = answer.status is Status.NOT_FOUND
    parts = [
        figure_to_html(answer) if answered else "",
        '<p class="answer-figure answer-words">没有找到</p>' if missing else "",
        f'<p class="answer-text">{escape(_text(answer, held))}</p>' if answer.text else "",
        formula_to_html(answer, tables, _prefix(answer)) if answered else "",
        values_to_html(answer) if answered else "",
        _understood(answer),
        _buttons("", ((r.question, r.label) for r in answer.readings)),
        _chips(held) if missing else "",
        "".join(
            f'<p class="answer-note">{_WARNING}<span><b>注意：</b>{escape(note)}</span></p>'
            for note in answer.notes
        ),
        _sources(answer, tables),
        _buttons("您可以这样问", ((text, text) for text in answer.suggestions)),
        '<p class="answer-foot">答案由程序从原文摘取，以原文为准</p>' if answered else "",
    ]
    return f'<article class="answer" data-status="{answer.status.value}">{"".join(parts)}</article>'


def error_to_html(message: str) -> str:
    """Return a card that says in words what went wrong and what to do."""
    text = f'<p class="answer-problem" role="alert">{escape(message)}</p>'
    return f'<article class="answer" data-status="error">{text}</article>'


def years_to_text(years: Iterable[int]) -> str:
    """Return years with runs joined.

    >>> years_to_text([2019, 2020, 2021, 2023])
    '2019–2021、2023年'
    """
    spans: list[list[int]] = []
    for year in sorted(set(years)):
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    texts = [str(s[0]) if len(s) == 1 else f"{s[0]}–{s[-1]}" for s in spans]
    return "、".join(texts) + "年" if texts else "年份不明"


def _text(answer: Answer, held: Held) -> str:
    """Return the sentence; of “nothing found” only what heading and chips do not say."""
    if answer.status is not Status.NOT_FOUND:
        return answer.text
    text = answer.text.partition("现有：")[0] if held else answer.text
    return text.removeprefix("没有找到您问的内容：")


def _understood(answer: Answer) -> str:
    if not answer.understood:
        return ""
    edit = f'<button type="button" data-edit="{escape(answer.question)}">修改问题</button>'
    return f'<p class="answer-understood">理解为：{escape(answer.understood)} {edit}</p>'


def _buttons(heading: str, choices: Iterable[tuple[str, str]]) -> str:
    """Return a row of buttons, each asking its question."""
    items = "".join(
        f'<li><button type="button" data-ask="{escape(question)}">{escape(label)}</button></li>'
        for question, label in choices
    )
    title = f"<h4>{heading}</h4>" if heading else ""
    return f'{title}<ul class="answer-choices">{items}</ul>' if items else ""


def _chips(held: Held) -> str:
    items = [f"{issuer} {years_to_text(years)}" for issuer, years in held[:_CHIPS]]
    if len(held) > _CHIPS:
        items.append(f"等{len(held)}个单位")
    chips = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f'<h4>库中现有</h4><ul class="answer-chips">{chips}</ul>' if items else ""


def _sources(answer: Answer, tables: Tables) -> str:
    groups: dict[tuple[str, ...], list[Citation]] = {}
    for citation in answer.citations:
        key = (citation.report, citation.table or "", *citation.section)
        groups.setdefault(key, []).append(citation)
    rests, prefix = _rests_on(answer), _prefix(answer)
    return "".join(
        _source(group, tables, rests, prefix, place < _OPEN)
        for place, group in enumerate(groups.values())
    )


def _rests_on(answer: Answer) -> frozenset[str | None]:
    """Return the facts the answer's own figure is or was computed from.

    Everything cited, where there is no figure or it comes from none of what is cited.
    """
    cited = frozenset(citation.fact for citation in answer.citations)
    first = next(iter(answer.values), None)
    if first is None:
        return cited
    own = {first.fact, *(first.derived.operands if first.derived else ())}
    return cited & own - {None} or cited


def _source(
    group: Sequence[Citation],
    tables: Tables,
    rests: frozenset[str | None],
    prefix: str,
    unfolded: bool,
) -> str:
    """Return one place cited: title, section, page, the print, the table with its cells lit."""
    first = group[0]
    pages = sorted({citation.page for citation in group if citation.page is not None})
    place = [escape(" › ".join(first.section))] if first.section else []
    place += [f"第{'、'.join(map(str, pages))}页"] if pages else []
    place += [f"{escape(first.published)}发布"] if first.published else []
    if first.source_url and _is_web(first.source_url):
        url = escape(first.source_url)
        place.append(f'<a href="{url}" target="_blank" rel="noopener noreferrer">查看原文</a>')
    facts = tables.get((first.report, first.table), ()) if first.table else ()
    marks = {c.fact: c.fact in rests for c in group if c.fact is not None}
    drawn = facts_to_table(facts, marks, first.table or "", prefix)
    # Where the table is drawn, the rows beside the answer's own need no second print.
    printed = [c.quote for c in group if c.quote and (not drawn or c.fact in rests)]
    quotes = "".join(
        f"<blockquote><span>原文：</span>{escape(quote)}</blockquote>"
        for quote in list(dict.fromkeys(printed))[: _QUOTES if drawn else None]
    )
    return (
        f'<details class="answer-source"{" open" if unfolded else ""}>'
        f"<summary><b>出处</b> {escape(first.title)}</summary>"
        f'<p class="answer-place">{" · ".join(place)}</p>{drawn}{quotes}</details>'
    )


def _is_web(url: str) -> bool:
    """Whether `url` may become a link: a web address, never `javascript:` and the like."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _prefix(answer: Answer) -> str:
    """Return what cell ids of this card begin with, so that cards on one page differ."""
    return hashlib.sha256(answer.question.encode()).hexdigest()[:8] + "-"
