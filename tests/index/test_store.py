"""Reports, passages and facts come back from SQLite exactly as they were put in."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.report import (
    Fact,
    FactKind,
    Origin,
    Paragraph,
    Passage,
    Problem,
    Report,
    Section,
    Source,
    State,
)
from index.rows import Indicator
from index.staged_store import StagedStore
from index.store import Store
from tests.index.reports import make_fact, make_report

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
MAYBE = st.none() | TEXT
PAGE = st.none() | st.integers(1, 3000)
PATH = st.lists(TEXT, max_size=3).map(tuple)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
FACT = st.builds(
    Fact,
    id=TEXT,
    report=st.just("r"),
    issuer=MAYBE,
    year=st.none() | st.integers(1949, 2100),
    kind=st.sampled_from(FactKind),
    table=MAYBE,
    table_kind=MAYBE,
    form=MAYBE,
    row=PATH,
    column=PATH,
    printed=st.none() | st.tuples(TEXT, TEXT),
    raw=TEXT,
    state=st.sampled_from(State),
    value=st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    unit=MAYBE,
    qualifier=MAYBE,
    origin=st.sampled_from(Origin),
    confidence=st.floats(0, 1),
    section=PATH,
    page=PAGE,
    box=st.none() | st.tuples(FINITE, FINITE, FINITE, FINITE),
    quote=TEXT,
    passage=MAYBE,
)
PASSAGES = st.lists(
    st.builds(
        Passage,
        id=TEXT,
        report=st.just("r"),
        ordinal=st.just(0),
        section=PATH,
        page=PAGE,
        text=TEXT,
    ),
    max_size=3,
    unique_by=lambda passage: passage.id,
).map(lambda found: tuple(replace(p, ordinal=place) for place, p in enumerate(found)))
REPORT = st.builds(
    Report,
    id=st.just("r"),
    title=TEXT,
    issuer=MAYBE,
    year=st.none() | st.integers(1949, 2100),
    kind=TEXT,
    source_url=MAYBE,
    published=MAYBE,
    pages=PAGE,
    sources=st.lists(st.builds(Source, TEXT, TEXT, st.integers(0, 2**40), TEXT), max_size=2).map(
        tuple
    ),
    sections=st.lists(
        st.builds(
            Section, PATH, st.lists(st.builds(Paragraph, TEXT, PAGE), max_size=2).map(tuple), PAGE
        ),
        max_size=3,
    ).map(tuple),
    passages=PASSAGES,
    facts=st.lists(FACT, max_size=4).map(tuple),
    problems=st.lists(st.builds(Problem, TEXT, TEXT, PAGE, MAYBE), max_size=2).map(tuple),
)


@pytest.fixture
def store() -> Iterator[StagedStore]:
    store = StagedStore.create(None)
    yield store
    store.close()


def put(store: StagedStore, report: Report, path: str | None = None) -> None:
    texts = [passage.text for passage in report.passages]
    store.put(report, path, texts, texts)


def read_back(store: Store, key: str) -> Report:
    report = store.report(key)
    assert report is not None
    return replace(
        report, passages=tuple(store.passages(key)), facts=tuple(store.facts(report=key))
    )


@settings(max_examples=150, deadline=None)
@given(REPORT)
def test_round_trip(report: Report) -> None:
    store = StagedStore.create(None)
    try:
        put(store, report)
        store.finish("model")
        back = read_back(store, "r")
        assert back == report
        # 1.0 == 1.00 as Decimals, yet they are printed differently.
        assert [str(fact.value) for fact in back.facts] == [str(f.value) for f in report.facts]
    finally:
        store.close()


def test_putting_again_replaces(store: StagedStore) -> None:
    report = make_report()
    put(store, report)
    put(store, replace(report, facts=report.facts[:1], problems=()))
    assert store.counts() == (1, 4, 1)
    assert read_back(store, report.id).problems == ()


def test_reports_come_by_issuer_and_year_whatever_the_order_of_ingest(store: StagedStore) -> None:
    reports = [make_report("乙区", 2020), make_report("甲区", 2021), make_report("甲区", 2019)]
    for report in reports:
        put(store, report)
    store.finish("model")
    expected = sorted(reports, key=lambda report: (report.issuer or "", report.year or 0))
    assert [report.id for report in store.reports()] == [report.id for report in expected]
    assert store.reports()[0].sections == ()
    assert store.facts() == [fact for report in expected for fact in report.facts]
    assert store.passages() == [p for report in expected for p in report.passages]
    assert store.passages_at([0, 5]) == {
        0: expected[0].passages[0],
        5: expected[1].passages[1],
    }


def test_facts_by_year_issuer_table_and_indicator(store: StagedStore) -> None:
    for issuer in ("城东区人民政府", "城东区教育局", "城西区人民政府"):
        for year in (2019, 2020):
            put(store, make_report(issuer, year))
    store.finish("model")
    assert {f.year for f in store.facts(years=[2020])} == {2020}
    assert {f.issuer for f in store.facts(issuers=["城东区"])} == {"城东区人民政府", "城东区教育局"}
    assert {f.issuer for f in store.facts(issuers=["城东区教育局"])} == {"城东区教育局"}
    assert store.facts(issuers=["城南区"]) == []
    assert store.facts(table="没有这张表") == []
    indicator = Indicator("2019", "申请办理", store.facts()[1].row, ("总计",), "件")
    assert [f.value for f in store.facts(indicator=indicator, years=[2019])] == [Decimal(2)] * 3


def test_indicators_are_distinct_and_leave_general_tables_and_prose_out(
    store: StagedStore,
) -> None:
    report = make_report()
    prose = replace(report.facts[0], kind=FactKind.PROSE, id="f_prose")
    general = replace(report.facts[0], table_kind=None, id="f_general")
    put(store, replace(report, facts=(*report.facts, prose, general)))
    put(store, make_report(year=2021))
    expected = [Indicator("2019", "申请办理", fact.row, ("总计",), "件") for fact in report.facts]
    assert store.indicators() == expected


def test_lookup_by_id_keeps_the_order_asked_for_and_passes_over_unknown_ids(
    store: StagedStore,
) -> None:
    report = make_report()
    put(store, report)
    asked = [report.facts[2].id, "f_unknown", report.facts[0].id]
    assert list(store.facts_by_id(asked).values()) == [report.facts[2], report.facts[0]]
    assert list(store.passages_by_id([report.passages[1].id, "x"])) == [report.passages[1].id]
    # More than SQLite takes as separate parameters.
    assert len(store.facts_by_id([*map(str, range(40_000)), asked[0]])) == 1


def test_two_facts_with_one_id_do_not_break_a_report(store: StagedStore) -> None:
    report = make_report()
    twice = make_fact(report.id, 0, Decimal(1), "城东区人民政府", 2020)
    put(store, replace(report, facts=(twice, twice)))
    assert store.facts_by_id([twice.id]) == {twice.id: twice}


def test_vectors_are_kept_by_content_and_dropped_with_it(store: StagedStore) -> None:
    report = make_report()
    put(store, report)
    missing = store.unembedded("model")
    assert [passage for _, passage in missing] == list(report.passages)
    vectors = np.arange(8, dtype=np.float32).reshape(4, 2)
    store.put_vectors("model", [digest for digest, _ in missing], vectors)
    store.finish("model")
    assert store.unembedded("model") == []
    assert len(store.unembedded("another model")) == 4
    assert np.array_equal(store.vectors("model", 2), vectors)
    put(store, replace(report, id="again", sources=()))
    assert store.unembedded("model") == []
    store.remove("again")
    store.remove(report.id)
    store.finish("model")
    assert store.vectors("model", 2).shape == (0, 2)


def test_removed_text_is_gone_from_the_file(tmp_path: Path) -> None:
    store = StagedStore.create(tmp_path / "db")
    put(store, make_report(content="不应留下的字样"))
    put(store, make_report(year=2021))
    store.finish("model")
    assert "不应留下的字样".encode() in (tmp_path / "db").read_bytes()
    store.remove(make_report(content="不应留下的字样").id)
    store.finish("model")
    store.close()
    assert "不应留下的字样".encode() not in (tmp_path / "db").read_bytes()


def test_published_file_is_read_and_never_written(tmp_path: Path) -> None:
    path = tmp_path / "库 #1?.db"
    staged = StagedStore.create(path)
    put(staged, make_report(), "/a.txt")
    staged.finish("model")
    staged.close()
    before = path.read_bytes()
    store = Store.open(path)
    assert store.counts() == (1, 4, 3)
    assert store.report_of_file("/a.txt") == make_report().id
    assert store.report_of_bytes(make_report().sources[0].sha256) == make_report().id
    assert store.is_sound()
    store.close()
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
