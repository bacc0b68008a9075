"""检索: passages by meaning or word for word, like ones of other years folded together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from corpus.report import Passage, Report
from corpus.terms import compact, segment
from qa.desk import Desk
from qa.workbench.fields import Fields
from qa.workbench.markup import button, choice, form, message, text_field, ticks, years_choice

SHOWN = 20
"""Results on a page."""
POOL = 60
"""Passages asked for, of which like ones are folded together."""
MODES = (("meaning", "按意思找，最相关的在前"), ("words", "逐字找，列出所有提到的报告"))
_ALIKE = 85.0
"""Per cent of characters two passages share, figures aside, to count as like."""
_AROUND = 90


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with the report it is from, and like passages of other reports."""

    passage: Passage
    report: Report
    alike: tuple[tuple[Passage, Report], ...] = ()


def search_pane(desk: Desk, fields: Fields) -> str:
    """Return the form and, where something was asked for, what was found."""
    held = desk.holdings
    kinds = [("", "全部"), *((kind, kind) for kind in held.kinds)]
    asked = form(
        "search",
        text_field("q", "查什么", fields.one("q"), "词、短语或一句话"),
        choice("mode", "怎样找", MODES, fields.one("mode", "meaning")),
        years_choice(held.years, fields.one("from"), fields.one("to")),
        choice("kind", "报告种类", kinds, fields.one("kind")),
        ticks("issuer", "单位", {"": [(i, i) for i in held.issuers]}, fields.many("issuer")),
        submit="检索",
    )
    return asked + (_results(desk, fields) if fields.one("q") else "")


def _results(desk: Desk, fields: Fields) -> str:
    query = fields.one("q")[:500]
    exact = fields.one("mode") == "words"
    note = ""
    if exact:
        found = word_for_word(_holding(desk, query), _chosen(desk, fields), query)
        words = [compact(query)]
        reports = len({each.report.id for each in found})
        heading = f"{reports}份报告提到“{query}”，共{len(found)}段"
    else:
        found, meant = _by_meaning(desk, fields, query)
        words = [word for word in segment(query) if len(word) > 1] or [query]
        heading = f"找到{len(found)}处" if found else ""
        note = "" if meant else message("向量模型还没有就绪，这次只按词查找。")
    if not found:
        return note + message("没有找到。可以换个说法，或者放宽年份和单位。")
    first = fields.number("start", 0)
    page = found[first : first + SHOWN]
    items = "".join(found_to_html(each, words) for each in page)
    more = _more(fields, first + SHOWN, len(found))
    return (
        f'{note}<h2 class="desk-count" tabindex="-1" data-focus>{escape(heading)}</h2>'
        f'<ol class="desk-hits" start="{first + 1}">{items}</ol>{more}'
    )


def _chosen(desk: Desk, fields: Fields) -> dict[str, Report]:
    """Return the reports that meet the filters, by id."""
    issuers, kind = set(fields.many("issuer")), fields.one("kind")
    years = set(fields.within(desk.holdings.years))
    return {
        report.id: report
        for report in desk.holdings.reports
        if (not issuers or report.issuer in issuers)
        and (not kind or report.kind == kind)
        and (fields.all_years or report.year in years)
    }


def _holding(desk: Desk, words: str) -> Iterable[Passage]:
    """Return the passages that hold `words`, white space aside."""
    bare = "replace(replace(replace(replace(text, ' ', ''), char(10), ''), char(9), ''), '　', '')"
    rows = desk.library.store.select(
        f"SELECT id FROM passages WHERE instr({bare}, ?)", compact(words)
    )
    return desk.library.passages_by_id(row[0] for row in rows).values()


def word_for_word(
    passages: Iterable[Passage], reports: dict[str, Report], words: str
) -> list[Found]:
    """Return every passage that holds `words`, white space aside, the latest year first."""
    wanted = compact(words)
    found = [
        Found(passage, reports[passage.report])
        for passage in passages
        if passage.report in reports and wanted in compact(passage.text)
    ]
    return sorted(found, key=lambda f: (-(f.report.year or 0), f.report.issuer or ""))


def _by_meaning(desk: Desk, fields: Fields, query: str) -> tuple[list[Found], bool]:
    allowed = _chosen(desk, fields)
    years = () if fields.all_years else fields.within(desk.holdings.years)
    hits, meant = desk.search(query, POOL, years, fields.many("issuer"))
    pairs = [(hit.passage, hit.report) for hit in hits if hit.report.id in allowed]
    return fold_alike(pairs), meant


def fold_alike(found: Sequence[tuple[Passage, Report]]) -> list[Found]:
    """Return the passages in order, those like an earlier one of the same issuer below it.

    What reports repeat every year differs in figures and dates, so digits do not count.
    """
    from rapidfuzz.fuzz import ratio

    heads: list[tuple[Passage, Report, str, list[tuple[Passage, Report]]]] = []
    for passage, report in found:
        bare = re.sub(r"\d+", "0", compact(passage.text))
        for _, other, text, alike in heads:
            if other.issuer == report.issuer and ratio(text, bare) >= _ALIKE:
                alike.append((passage, report))
                break
        else:
            heads.append((passage, report, bare, []))
    return [Found(passage, report, tuple(alike)) for passage, report, _, alike in heads]


def found_to_html(found: Found, words: Sequence[str]) -> str:
    """Return one result: whose report, where in it, the words around what was found."""
    alike = ""
    if found.alike:
        years = "、".join(sorted({str(r.year or "年份不明") for _, r in found.alike}))
        items = "".join(
            f"<li>{_open(p, r, words)}<p>{highlight(p.text, words)}</p></li>"
            for p, r in found.alike
        )
        alike = (
            f'<details class="desk-alike"><summary>{escape(years)}年有相近的段落'
            f"（{len(found.alike)}段）</summary><ul>{items}</ul></details>"
        )
    return (
        f'<li class="desk-hit">{_open(found.passage, found.report, words)}'
        f"<p>{highlight(found.passage.text, words)}</p>{alike}</li>"
    )


def _open(passage: Passage, report: Report, words: Sequence[str]) -> str:
    place = [" › ".join(passage.section)] if passage.section else []
    place += [f"第{passage.page}页"] if passage.page is not None else []
    lead = button(
        report.title,
        "open",
        {"report": report.id, "at": passage.id, "words": " ".join(words)[:200]},
        "desk-link",
        go="reader",
    )
    return f'<h3>{lead}</h3><p class="desk-place">{escape(" · ".join(place))}</p>'


def highlight(text: str, words: Sequence[str], whole: bool = False) -> str:
    """Return `text` with `words` marked, cut to what stands around the first of them.

    White space within a word of the print does not keep it from being found.
    """
    patterns = [r"\s*".join(map(re.escape, word)) for word in words if word]
    pattern = re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)
    first = pattern.search(text)
    start = max(0, first.start() - _AROUND) if first and not whole else 0
    end = len(text) if whole else start + 3 * _AROUND
    shown, done, parts = text[start:end], 0, ["…" if start else ""]
    for match in pattern.finditer(shown):
        parts.append(escape(shown[done : match.start()]))
        parts.append(f"<mark>{escape(match.group())}</mark>")
        done = match.end()
    parts.append(escape(shown[done:]) + ("…" if end < len(text) else ""))
    return "".join(parts)


def _more(fields: Fields, start: int, total: int) -> str:
    if start >= total:
        return ""
    kept = {**fields.entries, "start": (str(start),)}
    return button(f"再看后面{min(SHOWN, total - start)}处", "search", kept)
