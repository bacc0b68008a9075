"""The page a figure stands on, as a picture that opens below it with its cell outlined.

Only a PDF has pages that can be drawn. The picture is fetched when somebody opens it.
Addresses are those of the REST interface as seen from the workbench.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from corpus.report import Box, Fact, Path, Report
from qa.answer import Citation

MARKED = 12
"""Places outlined on one page."""
PAGES = 3
"""Pages of one report shown below one answer."""
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a report: its page, and the cell there, if it is one."""

    page: int | None
    fact: str | None
    box: Box | None
    path: Path
    """Headings of the cell."""


def citation_to_spot(citation: Citation) -> Spot:
    """Return where a citation points to."""
    path = (*citation.row[-1:], *citation.column[-1:])
    return Spot(citation.page, citation.fact, citation.box, path)


def fact_to_spot(fact: Fact) -> Spot:
    """Return where a fact stands."""
    return Spot(fact.page, fact.id, fact.box, (*fact.row[-1:], *fact.column[-1:]))


def pictured(reports: Iterable[Report]) -> frozenset[str]:
    """Return the reports whose pages can be drawn, by id."""
    return frozenset(r.id for r in reports if r.sources and r.sources[0].media == "pdf")


def pages_to_html(report: str, title: str, spots: Sequence[Spot]) -> str:
    """Return the pages of a report that `spots` are on, each to be opened.

    Args:
        report: Id of a report whose pages can be drawn.
        title: What it is called.
        spots: The places to outline; those without a box are on the page somewhere.
    """
    pages: dict[int, list[Spot]] = {}
    for spot in spots:
        if spot.page is not None:
            pages.setdefault(spot.page, []).append(spot)
    return "".join(_page(report, title, page, pages[page]) for page in sorted(pages)[:PAGES])


def _page(report: str, title: str, page: int, spots: Sequence[Spot]) -> str:
    marked = [spot for spot in spots if spot.box is not None and spot.fact][:MARKED]
    query = urlencode([("fact", spot.fact) for spot in marked])
    address = escape(f"../api/reports/{report}/pages/{page}.png{f'?{query}' if query else ''}")
    names = list(dict.fromkeys(" × ".join(spot.path) for spot in marked if spot.path))
    cells = "、".join(f"“{name}”" for name in names[:_NAMED]) + ("等" if names[_NAMED:] else "")
    said = f"，{cells}所在的格用框标出" if cells else ""
    shown = "引用的格已标出" if marked else "这一页没有标出位置"
    return (
        f'<details class="answer-page"><summary>看原文第{page}页'
        f"<small>（{shown}）</small></summary>"
        f'<a href="{address}" target="_blank" rel="noopener">'
        f'<img src="{address}" loading="lazy" width="952" height="1347" '
        f'alt="《{escape(title)}》第{page}页的图像{escape(said)}"></a></details>'
    )
