"""Scope: which reports a question is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.report import Report
from qa.understanding.catalog import Catalog
from qa.understanding.cues import Operation, asks_share, ranks_changes
from qa.understanding.levels import ALL, ANY, level_of, parent_of, peers, place_of
from qa.understanding.question import Question

_COMPARED = (Operation.DIFFERENCE, Operation.GROWTH, Operation.TIMES)
_OWN = re.compile(r"(?:全|我|本|咱|咱们|我们)(市|区|县|省|局)(?!直|属|里各|各)|(市)(?=本级)")
_OF_ALL = re.compile(r"占.{0,4}全[省市](?!各|所有|\w?区|\w?县)")
_ITEMS = re.compile("^(?!.*(?:结转|上年|上一年|去年)).*(?:项目|多少项|几项)")


@dataclass(frozen=True, slots=True)
class Scope:
    """The reports a question is about, and the years and issuers that were asked for."""

    reports: tuple[Report, ...]
    years: tuple[int, ...]
    issuers: tuple[str, ...]
    label_year: bool = False
    """去年 was taken as part of a label (“上一年项目”) because no such report is held."""
    parents: tuple[tuple[str, str], ...] = ()
    """Issuers with the place above them."""
    level: str | None = None
    """The level of the issuers asked about, where the question names it."""
    span: bool = False
    """Whether the years were told by their first and last."""
    every: bool = False
    """Whether every year held was asked for."""

    @property
    def open_years(self) -> bool:
        """Whether reports of several years are in question that was not asked for."""
        years = {report.year for report in self.reports}
        return not self.years and not self.every and len(years) > 1

    @property
    def open_issuers(self) -> bool:
        """Whether reports of several issuers are in question that was not asked for."""
        return not self.issuers and len({report.issuer for report in self.reports}) > 1


def resolve(
    question: Question, catalog: Catalog, years: Sequence[int], issuers: Sequence[str]
) -> Scope:
    """Return the reports `question` is about.

    去年 counts from the year named in the question, else from the latest report held of
    the issuers asked about. A comparison with last year includes the year it is compared
    with. Filters given beside the question narrow the selection.
    """
    chosen, level = _issuers(question, catalog, tuple(full_names(issuers, catalog)))
    wanted = list(question.years)
    base = max(question.years, default=None) or catalog.latest(chosen)
    if question.since is not None and base is not None:
        wanted.extend(range(question.since, (catalog.latest(chosen) or base) + 1))
    compared = question.operation in _COMPARED
    if question.relative and base is not None:
        if compared and not wanted and len(question.relative) == 1:
            wanted.append(base)
        wanted.extend(base + offset for offset in question.relative)
    elif compared and len(wanted) == 1 and re.search("同比|增长率|增幅|增速", question.text):
        wanted.append(wanted[0] - 1)
    elif question.operation is Operation.RANK and ranks_changes(question.text):
        # What changed most in one year changed against the year before.
        wanted.extend([wanted[0] - 1] if len(wanted) == 1 else [])
    if years:
        wanted = [year for year in wanted if year in years] or list(years)
    picked = tuple(dict.fromkeys(wanted))
    reports = tuple(catalog.select(chosen, picked))
    if not reports and len(question.years) == 1 and question.numeric and not compared:
        # The report of the year after prints the number of items as 上一年项目数量.
        after = (question.years[0] + 1,)
        held = tuple(catalog.select(chosen, after)) if _ITEMS.search(question.text) else ()
        if held:
            return Scope(held, after, chosen, label_year=True)
    if not reports and question.relative and not question.years:
        # 去年 may be a label's own word (上一年项目数量) rather than a year that is held.
        fallback = tuple(catalog.select(chosen, [base] if base is not None else []))
        return Scope(fallback, (base,) if base is not None else (), chosen, label_year=True)
    return Scope(
        reports,
        picked,
        chosen,
        parents=catalog.parents,
        level=level,
        span=question.span,
        every=question.every,
    )


def _issuers(
    question: Question, catalog: Catalog, given: tuple[str, ...]
) -> tuple[tuple[str, ...], str | None]:
    """Return the issuers asked about, and the level the question names, if any."""
    named = given or question.issuers
    shares = asks_share(question.text, question.operation)
    if shares and len(named) == 1 and not given and _OF_ALL.search(question.text):
        above = parent_of(named[0], dict(catalog.parents))
        whole = [name for name in catalog.issuers if above and place_of(name) == above]
        return (*named, *(name for name in whole if name not in named)), None
    if question.level is None or given:
        return named or _own(question, catalog), None
    parents = dict(catalog.parents)
    if shares and len(named) == 1 and level_of(named[0]) == question.level:
        above = parent_of(named[0], parents)
        alike = peers(catalog.issuers, question.level, parents, () if above is None else (above,))
        return tuple(dict.fromkeys((*named, *alike))), question.level
    if question.level in (ANY, ALL):
        return named, None if named else question.level
    below = peers(catalog.issuers, question.level, parents, named)
    if named and not below:
        return named, None  # “石桥区各部门”: nothing below it is held
    if question.operation is Operation.RANK and len(named) > 1:
        return named, None
    return below or named, question.level


def _own(question: Question, catalog: Catalog) -> tuple[str, ...]:
    """Return the one issuer that 全市, 本区 and the like can mean, if there is one."""
    match = _OWN.search(question.text)
    if match is None:
        return ()
    level = {"市": "市", "区": "县", "县": "县", "省": "省", "局": "部门"}[match[1] or match[2]]
    known = [name for name in catalog.issuers if level_of(name) == level]
    return tuple(known) if len(known) == 1 else ()


def full_names(issuers: Sequence[str], catalog: Catalog) -> list[str]:
    """Return the full names of issuers given by any name they go by."""
    names: list[str] = []
    for issuer in issuers:
        names.extend(name for name, aliases in catalog.aliases() if issuer in aliases)
    return names or list(issuers)
