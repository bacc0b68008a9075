"""Scope: the reports a question is about."""

from __future__ import annotations

import pytest

from corpus.report import Report
from qa.understanding.catalog import Catalog
from qa.understanding.question import parse_question
from qa.understanding.scope import Scope, resolve
from tests.qa.samples import GREEN, STONE

HELD = [(STONE, 2019), (STONE, 2020), (STONE, 2021), (GREEN, 2020), (GREEN, 2022)]
CATALOG = Catalog(
    tuple(
        Report(f"{issuer}{year}", "", issuer, year, "年报", None, None, None, ())
        for issuer, year in HELD
    )
)


def _scope(text: str, years: tuple[int, ...] = (), issuers: tuple[str, ...] = ()) -> Scope:
    return resolve(parse_question(text, CATALOG.aliases()), CATALOG, years, issuers)


def _reports(scope: Scope) -> list[tuple[str | None, int | None]]:
    return [(report.issuer, report.year) for report in scope.reports]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("石桥区2020年新收多少", [(STONE, 2020)]),
        ("2020年新收多少", [(STONE, 2020), (GREEN, 2020)]),
        ("石桥区新收多少", HELD[:3]),
        ("新收多少", HELD),
        ("石桥区去年新收多少", [(STONE, 2020)]),
        ("石桥区2021年新收比去年多多少", [(STONE, 2020), (STONE, 2021)]),
        ("石桥区新收比去年多多少", [(STONE, 2020), (STONE, 2021)]),
        ("石桥区近两年新收一共多少", [(STONE, 2020), (STONE, 2021)]),
        ("石桥区2019到2021年新收多少", HELD[:3]),
        ("石桥区2018年新收多少", []),
        ("青禾区2021年新收多少", []),
        ("石桥区2020年行政许可上一年项目数量", [(STONE, 2020)]),
    ],
)
def test_reports_in_question(text: str, expected: list[tuple[str, int]]) -> None:
    assert _reports(_scope(text)) == expected


def test_last_year_may_be_a_labels_word_where_no_such_report_is_held() -> None:
    scope = _scope("青禾区去年行政许可项目多少")
    assert _reports(scope) in ([(GREEN, 2022)], HELD[3:])
    asked = _scope("青禾区去年新收多少")
    assert asked.label_year
    assert _reports(asked) == [(GREEN, 2022)]


def test_filters_beside_the_question() -> None:
    assert _reports(_scope("新收多少", (2020,), ("石桥区",))) == [(STONE, 2020)]
    assert _reports(_scope("新收多少", (), (GREEN,))) == HELD[3:]
    assert _reports(_scope("新收多少", (), ("红山区",))) == []
    assert _reports(_scope("石桥区2019年新收多少", (2020, 2019))) == [(STONE, 2019)]


def test_what_was_left_open() -> None:
    assert _scope("新收多少").open_years
    assert _scope("新收多少").open_issuers
    assert not _scope("石桥区新收多少").open_issuers
    assert _scope("石桥区新收多少").open_years
    assert not _scope("石桥区2020年新收多少").open_years
    assert not _scope("2022年新收多少").open_issuers
