"""Series: one indicator over several years or issuers, with what is missing of it.

A total or mean over a series with a gap is that of the part that is there, and says so
(“已有6年合计”); a gap is named, never counted as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.report import Fact, Report, State
from qa.arithmetic import Term
from qa.prose.units import COUNTED
from qa.rendering.wording import fact_to_figure
from qa.statutory.lookup import Found
from qa.understanding.scope import Scope

SHORT_LIST = 3
"""Years with gaps between them that are listed one by one."""
MAX_NAMED = 6
"""Gaps named one by one; more are counted by their kind."""


@dataclass(frozen=True, slots=True)
class Point:
    """One member of a series."""

    report: Report
    term: Term
    value: Decimal | None

    @property
    def year(self) -> int | None:
        """The year of its report."""
        return self.report.year

    @property
    def issuer(self) -> str:
        """The issuer of its report."""
        return self.report.issuer or ""


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator over several reports, in order of years."""

    label: str
    unit: str | None
    points: tuple[Point, ...]
    """Members with a figure."""
    gaps: tuple[str, ...]
    """Members without one, and why, in words."""
    unheld: tuple[str, ...]
    """Years asked about of which no report is held."""
    missing: tuple[Fact, ...] = ()
    """The cells behind `gaps`, where there are any."""

    @property
    def by_year(self) -> bool:
        """Whether its members differ in year."""
        return len({point.year for point in self.points}) > 1

    @property
    def by_issuer(self) -> bool:
        """Whether its members differ in issuer."""
        return len({point.issuer for point in self.points}) > 1

    @property
    def whole(self) -> bool:
        """Whether nothing that was asked for is missing."""
        return not self.gaps and not self.unheld

    def name(self, point: Point) -> str:
        """Return what tells `point` from the others: 2020年, 石桥区, or both."""
        issuer = point.issuer if self.by_issuer else ""
        return f"{issuer}{point.year}年" if self.by_year or not issuer else issuer

    @property
    def counted(self) -> str:
        """How many members it has, in words: 6年, 3个单位, 5份报告."""
        if self.by_year and self.by_issuer:
            return f"{len(self.points)}份报告"
        return f"{len(self.points)}年" if self.by_year else f"{len(self.points)}个单位"

    @property
    def head(self) -> str:
        """Whose and when, as far as it is the same for all."""
        first = self.points[0]
        who = "" if self.by_issuer else first.issuer
        when = f"{first.year}年，" if not self.by_year else ""
        return when + who

    @property
    def stretch(self) -> str:
        """The years it spans: 2019年至2022年, or each of them."""
        years = sorted({point.year for point in self.points if point.year})
        if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
            return f"{years[0]}年至{years[-1]}年"
        if len(years) > SHORT_LIST:
            return f"{years[0]}年至{years[-1]}年中的{len(years)}年"
        return "、".join(f"{year}年" for year in years)

    def terms(self) -> list[Term]:
        """Return the operands, each labelled by what tells it from the others."""
        return [Term(point.term.facts, self.name(point)) for point in self.points]

    def remarks(self) -> tuple[str, ...]:
        """Return a sentence on each sort of gap."""
        said = []
        if self.gaps:
            more = f"等{len(self.gaps)}处" if len(self.gaps) > MAX_NAMED else ""
            said.append(f"{'；'.join(self.gaps[:MAX_NAMED])}{more}，没有计入。")
        if self.unheld:
            said.append(f"您问的是“{'、'.join(self.unheld)}”，库里没有这样的报告，没有计入。")
        return tuple(said)


def found_to_series(found: Sequence[Found], scope: Scope) -> Series:
    """Return the series of `found`, which are all of one indicator, one a report."""
    ordered = sorted(found, key=lambda item: (item.report.year or 0, item.report.issuer or ""))
    points = [Point(item.report, item.term, item.term.value) for item in ordered]
    many = len({point.issuer for point in points}) > 1
    gaps = [_gap(point, many=many) for point in points if point.value is None]
    known = {point.report.id for point in points}
    if scope.years or scope.level:
        gaps += [
            f"{_who(report, many=many)}的报告里没有这一项"
            for report in scope.reports
            if report.id not in known
        ]
    there = tuple(point for point in points if point.value is not None)
    units = {point.term.unit for point in there}
    return Series(
        points[0].term.label,
        units.pop() if len(units) == 1 else None,
        there,
        tuple(gaps),
        _unheld(scope),
        tuple(
            fact
            for point in points
            if point.value is None
            for fact in point.term.facts
            if fact.value is None
        ),
    )


def one_unit(series: Series) -> bool:
    """Tell whether all members are in one unit, so that they may be compared."""
    return len({point.term.unit for point in series.points}) <= 1


def one_kind(series: Series) -> bool:
    """Tell whether all members count things one by one, whatever the words they count in.

    “143件、78篇、45条” may be ranked; nothing is computed from them.
    """
    units = {point.term.unit for point in series.points}
    return len(units) <= 1 or units <= COUNTED


def _gap(point: Point, *, many: bool) -> str:
    states = [fact for fact in point.term.facts if fact.value is None]
    who = _who(point.report, many=many)
    if not states:
        return f"{who}没有数字"
    if states[0].state is State.UNREADABLE:
        return f"{who}原文印作“{states[0].raw}”，无法辨认"
    return f"{who}{fact_to_figure(states[0])}"


def _who(report: Report, *, many: bool) -> str:
    return f"{report.issuer if many else ''}{report.year}年"


def _unheld(scope: Scope) -> tuple[str, ...]:
    held = {report.year for report in scope.reports}
    return tuple(f"{year}年" for year in sorted(scope.years) if year not in held)


def runs_over(items: Iterable[Found]) -> bool:
    """Tell whether `items` are of one indicator, one in each report."""
    found = list(items)
    same = len({(item.target.domain, item.target.row, item.target.column) for item in found}) == 1
    return same and len({item.report.id for item in found}) == len(found)
