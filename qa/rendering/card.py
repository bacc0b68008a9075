"""The answer card: an `Answer` as one HTML fragment, the same in every front.

Figure first, then the sentence, how the question was understood, warnings, and the
proof: where it stands and the cited table with its cell lit. Buttons carry what they
do as data (`data-ask`, `data-edit`); the page around the card acts on them. There is
no script and no style in it, and all text is escaped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from html import escape
from urllib.parse import urlsplit

from corpus.report import State
from qa.answer import Answer, Citation, Kind, Status
from qa.rendering.chart import answer_to_chart
from qa.rendering.figures import Tables, figure_to_html, formula_to_html, values_to_html
from qa.rendering.grid import facts_to_table
from qa.rendering.page_image import citation_to_spot, pages_to_html

Held = Sequence[tuple[str, Sequence[int]]]
"""What the library holds: issuers, each with its years in order."""

_OPEN = 2
"""Sources shown unfolded; the rest of a long list opens by a click."""
_CHIPS = 12
_QUOTES = 2
"""Lines of print repeated below a table that shows them."""
_CONTRADICTIONS = ("原文勾稽不符", "正文与表格不一致")
_COMPUTED = re.compile(r"计算：[^。]*。$")
_WARNING = (
    '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
    '<path fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" '
    'd="M8 1.8 15 14.2H1Z M8 6.2v4 M8 11.6v1"/></svg>'
)


def answer_to_html(
    answer: Answer,
    tables: Tables,
    held: Held = (),
    key: str = "",
    drawn: Collection[str] = (),
) -> str:
    """Return the card of `answer`.

    Args:
        answer: What is to be shown.
        tables: The tables the answer cites; one that is missing is not drawn.
        held: Issuers and years of the library, named when nothing was found.
        key: What the page around the card knows the answer by; with it the card has
            buttons to copy, to download and to say whether it helped.
        drawn: Reports whose pages are shown as pictures below what is cited of them.
    """
    answered = answer.status is Status.ANSWERED
    missing = answer.status is Status.NOT_FOUND
    illegible = missing and _is_illegible(answer, tables)
    formula = formula_to_html(answer, tables, _prefix(answer)) if answered else ""
    heading = "原文无法辨认" if illegible else "没有找到"
    text = _text(answer, held, formula)
    parts = [
        figure_to_html(answer, formula) if answered else "",
        f'<p class="answer-figure answer-words">{heading}</p>' if missing else "",
        f'<p class="answer-text">{escape(text)}</p>' if text else "",
        _extract(answer),
        values_to_html(answer) if answered else "",
        answer_to_chart(answer) if answered else "",
        _understood(answer),
        _buttons("", ((r.question, r.label) for r in answer.readings)),
        _chips(held) if missing and not illegible else "",
        notes_to_html(answer.notes),
        _sources(answer, tables, drawn),
        _buttons("您可以这样问", ((text, text) for text in answer.suggestions)),
        _foot(key, answered, answer.generated is not None),
    ]
    return f'<article class="answer" data-status="{answer.status.value}">{"".join(parts)}</article>'


def notes_to_html(notes: Sequence[str]) -> str:
    """Return the warnings; several contradictions of the print are one line that opens."""
    contradictions = [note for note in notes if note.startswith(_CONTRADICTIONS)]
    if len(contradictions) < 2:
        return "".join(map(_note, notes))
    items = "".join(f"<li>{escape(note)}</li>" for note in contradictions)
    return "".join(_note(note) for note in notes if note not in contradictions) + (
        f'<details class="answer-notes"><summary>{_WARNING}<span><b>注意：</b>'
        f"原文有{len(contradictions)}处数字互相对不上，点开查看</span></summary>"
        f"<ul>{items}</ul></details>"
    )


def _note(note: str) -> str:
    return f'<p class="answer-note">{_WARNING}<span><b>注意：</b>{escape(note)}</span></p>'


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


def _is_illegible(answer: Answer, tables: Tables) -> bool:
    """Tell whether the cell asked for was found but its print cannot be told."""
    cited = {citation.fact for citation in answer.citations}
    return any(
        fact.state is State.UNREADABLE and fact.id in cited
        for facts in tables.values()
        for fact in facts
    )


def _text(answer: Answer, held: Held, formula: str) -> str:
    """Return the sentence without what heading, formula and chips say already."""
    if answer.status is not Status.NOT_FOUND:
        # With the formula behind the figure, the sentence need not compute once more.
        return _COMPUTED.sub("", answer.text) if formula else answer.text
    text = answer.text.partition("现有：")[0] if held else answer.text
    return text.removeprefix("没有找到您问的内容：")


def _extract(answer: Answer) -> str:
    """Return the text before a language model reworded it, to be opened by a click."""
    if answer.generated is None:
        return ""
    return (
        '<details class="answer-extract"><summary>改写之前的答案</summary>'
        f"<p>{escape(answer.generated.extract)}</p></details>"
    )


def _understood(answer: Answer) -> str:
    if not answer.understood:
        return ""
    edit = f'<button type="button" data-edit="{escape(answer.question)}">修改问题</button>'
    return f'<p class="answer-understood">理解为：{escape(answer.understood)} {edit}</p>'


def _foot(key: str, answered: bool, generated: bool) -> str:
    """Return the line at the bottom: what can be done with the answer, whose word counts."""
    said = "文字由大模型改写，以原文为准" if generated else "答案由程序从原文摘取，以原文为准"
    source = f'<p class="answer-foot">{said}</p>' if answered else ""
    if not key:
        return source
    name = escape(key)
    files = (
        f'<a href="answers/{name}.xlsx" download>下载 Excel</a>'
        f'<a href="answers/{name}.csv" download>下载 CSV</a>'
    )
    return (
        f'<div class="answer-actions" data-answer="{name}">'
        '<button type="button" data-copy>复制</button>'
        f"{files if answered else ''}"
        '<button type="button" data-vote="up">有用</button>'
        '<button type="button" data-vote="down" aria-expanded="false">有误</button>'
        '<span class="answer-said" role="status"></span>'
        '<form class="answer-reason" data-reason hidden><label>哪里不对？'
        '<input name="reason" maxlength="200" autocomplete="off"></label>'
        '<button type="submit">提交</button></form>'
        f"</div>{source}"
    )


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


def _sources(answer: Answer, tables: Tables, pictured: Collection[str]) -> str:
    groups: dict[tuple[str, ...], list[Citation]] = {}
    for citation in answer.citations:
        key = (citation.report, citation.table or "", *citation.section)
        groups.setdefault(key, []).append(citation)
    rests, prefix = _rests_on(answer), _prefix(answer)
    return "".join(
        _source(group, tables, rests, prefix, _pages(group, pictured, rests), place < _OPEN)
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
    if first.derived is None and answer.kind in (Kind.COMPARISON, Kind.TREND):
        own |= {value.fact for value in answer.values}
    return cited & own - {None} or cited


def _source(
    group: Sequence[Citation],
    tables: Tables,
    rests: frozenset[str | None],
    prefix: str,
    pages: str,
    unfolded: bool,
) -> str:
    """Return one place cited: title, section, page, the print, the table with its cells lit."""
    first = group[0]
    numbers = sorted({citation.page for citation in group if citation.page is not None})
    place = [escape(" › ".join(first.section))] if first.section else []
    place += [f"第{'、'.join(map(str, numbers))}页"] if numbers else []
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
        f'<p class="answer-place">{" · ".join(place)}</p>{drawn}{quotes}{pages}</details>'
    )


def _pages(
    group: Sequence[Citation], pictured: Collection[str], rests: frozenset[str | None]
) -> str:
    """Return the pages the cells of the answer's own figure are on, else all that is cited."""
    first = group[0]
    own = [citation for citation in group if citation.fact in rests] or group
    if first.report not in pictured:
        return ""
    return pages_to_html(first.report, first.title, [citation_to_spot(each) for each in own])


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
