from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import corpus.samples
from corpus.errors import UsageError
from corpus.report import Fact, Origin, State
from index.amendments import amendments, correct_report, enter_cell
from index.library import Library
from qa.answerer import Answerer
from tests.encoders import HashingEncoder

REPORTS = Path(corpus.samples.__file__).parent / "reports"
BY = ("张三", "2026-01-05", "核对了纸质原件")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "库", create=True, encoder=HashingEncoder())
    library.ingest([REPORTS / "青禾区2021.txt"])
    return library


def _unread(library: Library) -> Fact:
    return next(fact for fact in library.facts() if fact.state is State.UNREADABLE)


def test_an_entered_figure_is_answered_and_said_to_be_entered(library: Library) -> None:
    question = "青禾区2021年行政规范性文件现行有效多少件？"
    cell = next(
        f for f in library.facts() if f.state is State.UNREADABLE and "现行有效" in f.column[-1]
    )
    assert Answerer(library).ask(question).values == ()

    made = enter_cell(library, cell.id, "53", *BY)
    answer = Answerer(library).ask(question)

    assert (made.value, made.origin, made.raw) == (Decimal(53), Origin.MANUAL, cell.raw)
    assert answer.values[0].value == Decimal(53)
    assert answer.values[0].origin is Origin.MANUAL
    assert any(note.startswith("人工补录") for note in answer.notes)
    (noted,) = amendments(library)
    assert (noted.target, noted.value, noted.was, noted.name) == (cell.id, "53", cell.raw, "张三")


def test_a_printed_figure_is_never_overwritten(library: Library) -> None:
    printed = next(fact for fact in library.facts() if fact.state is State.NUMBER)
    with pytest.raises(UsageError, match="不能改"):
        enter_cell(library, printed.id, "1", *BY)
    assert amendments(library) == []


@pytest.mark.parametrize(
    ("figure", "by"),
    [("若干", BY), ("5", ("", "2026-01-05", "甲")), ("5", ("张三", "昨天", "甲"))],
)
def test_an_entry_needs_a_figure_a_name_a_day_and_a_reason(
    library: Library, figure: str, by: tuple[str, str, str]
) -> None:
    with pytest.raises(UsageError):
        enter_cell(library, _unread(library).id, figure, *by)


def test_an_entry_outlives_taking_the_report_out_and_in(library: Library) -> None:
    cell = _unread(library)
    enter_cell(library, cell.id, "0", *BY)
    library.remove(cell.report)
    library.ingest([REPORTS / "青禾区2021.txt"])
    again = library.facts_by_id([cell.id])[cell.id]
    assert (again.state, again.origin) == (State.ZERO, Origin.MANUAL)


def test_issuer_and_year_set_right_hold_for_report_and_figures(library: Library) -> None:
    (report,) = library.reports()
    correct_report(library, report.id, {"year": "2023", "issuer": "青禾新区"}, *BY)
    (now,) = library.reports()
    assert (now.year, now.issuer, now.kind) == (2023, "青禾新区", report.kind)
    assert {(f.year, f.issuer) for f in library.facts()} == {(2023, "青禾新区")}
    assert {each.field for each in amendments(library)} == {"year", "issuer"}
    for wrong in ({"year": "23"}, {}, {"year": "2023"}):
        with pytest.raises(UsageError):
            correct_report(library, report.id, wrong, *BY)
    assert library.verify() == []
