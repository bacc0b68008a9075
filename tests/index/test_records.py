"""Long tables: one row a record, facts on lookup, found by entity and year."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from corpus.reading import read_report
from corpus.report import State
from index.library import Library
from tests.corpus.sheets import COMPANIES, write_sheet
from tests.encoders import HashingEncoder


def library_of(tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "库", create=True, encoder=HashingEncoder())
    results = library.ingest([write_sheet(tmp_path / "公司.xlsx", COMPANIES)])
    assert [result.status for result in results] == ["added"], results
    return library


def test_records_are_read_by_their_key_columns(tmp_path: Path) -> None:
    report = read_report(write_sheet(tmp_path / "公司.xlsx", COMPANIES))
    (table,) = report.records
    assert [(r.entity, r.names, r.year) for r in table.records] == [
        ("000001", ("云岭水泥", "000001"), 2020),
        ("000001", ("云岭水泥", "000001"), 2021),
        ("000002", ("石桥股份", "000002"), 2020),
    ]
    assert [f.path[-1] for f in table.fields] == [
        "证券代码",
        "证券简称",
        "营业收入",
        "净利润",
        "法定代表人",
    ]
    assert [f.column for f in table.fields] == [1, 2, 4, 5, 6]
    assert report.facts == ()
    assert report.problems == ()
    assert len(report.passages) == 1  # the headings, none of the rows


def test_facts_come_back_with_a_place(tmp_path: Path) -> None:
    with library_of(tmp_path) as library:
        ((held, record),) = library.records.of(["000001"], [2020])
        facts = {fact.column[-1]: fact for fact in held.facts(record)}
        income = facts["营业收入"]
        assert (income.value, income.year, income.issuer) == (Decimal("1000.5"), 2020, "云岭水泥")
        assert income.row == ("云岭水泥", "2020年")
        assert income.raw in income.quote
        assert "第2行" in income.quote
        assert facts["证券代码"].state is State.TEXT
        assert library.facts_by_id([income.id]) == {income.id: income}
        assert library.fact_count(held.report) == 15


def test_all_facts_are_listed_once_by_year_and_entity(tmp_path: Path) -> None:
    with library_of(tmp_path) as library:
        every = list(library.records.facts())
        assert len({fact.id for fact in every}) == len(every) == 15
        assert len(list(library.records.facts(years=[2021]))) == 5
        assert len(list(library.records.facts(issuers=["石桥"]))) == 5
        assert list(library.records.facts(report="unknown")) == []
        assert library.facts_by_id(fact.id for fact in every).keys() == {f.id for f in every}


def test_programs_words_for_nothing_are_blank(tmp_path: Path) -> None:
    with library_of(tmp_path) as library:
        ((held, record),) = library.records.of(["000002"])
        states = {fact.column[-1]: fact.state for fact in held.facts(record)}
        assert states["法定代表人"] is State.BLANK
        assert states["营业收入"] is State.ZERO


def test_minus_one_means_nothing_only_where_it_crowds(tmp_path: Path) -> None:
    few = read_report(write_sheet(tmp_path / "少.xlsx", COMPANIES))
    assert few.records[0].missing == ()
    head, *rows = COMPANIES
    many = [head, *([f"{i:06}", f"公司{i}", "2020", "5", "-1", "甲"] for i in range(60)), *rows]
    assert read_report(write_sheet(tmp_path / "多.xlsx", many)).records[0].missing == ("-1",)


def test_removing_a_report_removes_its_records(tmp_path: Path) -> None:
    with library_of(tmp_path) as library:
        library.remove(library.reports()[0].id)
        assert library.records.tables == ()
        assert library.records.entities() == []
        assert library.records.of(["000001"]) == []
