"""Scope: which reports a question is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.report import Report
from qa.catalog import Catalog
from qa.cues import Operation
from qa.question import Question


@dataclass(frozen=True, slots=True)
class Scope:
    """The reports a question is about, and the years and issuers that were asked for."""

    reports: tuple[Report, ...]
    years: tuple[int, ...]
    issuers: tuple[str, ...]
    label_year: bool = False
    """去年 was taken as part of a label (“上一年项目”) because no such report is held."""

    @property
    def open_years(self) -> bool:
        """Whether reports of several years are in question that was not asked for."""
        return not self.years and len({report.year for report in self.reports}) > 1

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
    chosen = tuple(_full_names(issuers, catalog)) or question.issuers
    wanted = list(question.years)
    base = max(question.years, default=None) or catalog.latest(chosen)
    if question.relative and base is not None:
        compared = question.operation in (Operation.DIFFERENCE, Operation.GROWTH)
        if compared and not wanted and len(question.relative) == 1:
            wanted.append(base)
        wanted.extend(base + offset for offset in question.relative)
    if years:
        wanted = [year for year in wanted if year in years] or list(years)
    picked = tuple(dict.fromkeys(wanted))
    reports = tuple(catalog.select(chosen, picked))
    if not reports and question.relative and not question.years:
        # 去年 may be a label's own word (上一年项目数量) rather than a year that is held.
        fallback = tuple(catalog.select(chosen, [base] if base is not None else []))
        return Scope(fallback, (base,) if base is not None else (), chosen, label_year=True)
    return Scope(reports, picked, chosen)


def _full_names(issuers: Sequence[str], catalog: Catalog) -> list[str]:
    names: list[str] = []
    for issuer in issuers:
        names.extend(name for name, aliases in catalog.aliases() if issuer in aliases)
    return names or list(issuers)
