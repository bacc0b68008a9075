"""The library as its callers see it: open, look up, search, remove."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import LibraryError, UsageError
from index.embedding import Embedder
from index.library import Indicator, Library
from tests.encoders import HashingEncoder
from tests.index.reports import TOPICS, read_toy, report_of, statuses


@pytest.mark.parametrize("make", [False, True])
def test_missing_and_empty_directories_say_what_to_do(tmp_path: Path, make: bool) -> None:
    if make:
        (tmp_path / "lib").mkdir()
    with pytest.raises(LibraryError, match="请先运行 baogao ingest"):
        Library.open(tmp_path / "lib")


def test_library_into_which_nothing_went_is_still_empty(tmp_path: Path) -> None:
    with Library.open(tmp_path / "lib", create=True, encoder=HashingEncoder()) as library:
        assert statuses(library.ingest([tmp_path / "none.txt"])) == ["failed"]
    with pytest.raises(LibraryError, match="请先运行 baogao ingest"):
        Library.open(tmp_path / "lib")


def test_new_library_is_empty_and_answers(tmp_path: Path) -> None:
    with Library.open(tmp_path / "a" / "lib", create=True, encoder=HashingEncoder()) as library:
        assert library.generation is None
        assert (library.reports(), library.facts(), library.passages()) == ([], [], [])
        assert (library.search("公开"), library.lexical_search("公开")) == ([], [])
        assert library.indicators() == []
        assert library.verify() == []


def test_directory_with_other_things_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / "照片.jpg").write_bytes(b"x")
    with pytest.raises(LibraryError, match="不是库"):
        Library.open(tmp_path, create=True)


def test_path_through_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(LibraryError, match="打开失败"):
        Library.open(tmp_path / "file" / "lib", create=True)


def test_opening_and_word_search_load_no_model(library: Library) -> None:
    code = (
        "import sys; from index.library import Library\n"
        "library = Library.open(sys.argv[1])\n"
        "assert library.lexical_search('专栏') and library.facts() and library.reports()\n"
        "assert not {'torch', 'sentence_transformers', 'faiss'} & set(sys.modules)\n"
    )
    repository = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(library.directory)],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# Ingesting


def test_facts_by_report_year_and_issuer(library: Library) -> None:
    east = report_of(library, "城东区人民政府", 2020)
    assert [int(f.value or 0) for f in library.facts()] == [1, 2, 3, 4, 5, 6]
    assert [int(f.value or 0) for f in library.facts(report=east.id)] == [3, 4, 5]
    assert [int(f.value or 0) for f in library.facts(year=2020)] == [3, 4, 5, 6]
    assert [int(f.value or 0) for f in library.facts(issuer="城东区")] == [1, 2, 3, 4, 5]
    assert [int(f.value or 0) for f in library.facts(issuer="城东区", year=2019)] == [1, 2]
    assert library.facts(year=1990) == []
    assert library.table(east.id, "收到和处理政府信息公开申请情况") == library.facts(report=east.id)
    assert library.table(east.id, "没有这张表") == []


def test_indicators_lead_to_their_facts(library: Library) -> None:
    indicators = library.indicators()
    assert len(indicators) == 3
    assert all(isinstance(indicator, Indicator) for indicator in indicators)
    found = library.facts(year=2020, indicator=indicators[0])
    assert [int(fact.value or 0) for fact in found] == [3, 6]


def test_lookup_by_id(library: Library) -> None:
    fact, passage = library.facts()[4], library.passages()[7]
    assert library.facts_by_id([fact.id, "f_no"]) == {fact.id: fact}
    assert library.passages_by_id([passage.id, "p_no"]) == {passage.id: passage}


def test_unknown_report_says_where_to_look(library: Library) -> None:
    for call in (library.report, library.remove):
        with pytest.raises(UsageError, match="baogao reports"):
            call("没有")


# Searching


@pytest.mark.parametrize("kind", ["search", "lexical_search"])
def test_search_ranks_and_filters(library: Library, kind: str) -> None:
    search = getattr(library, kind)
    hits = search("行政复议和行政诉讼", k=3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert {hit.passage.section for hit in hits} == {(f"三、{TOPICS[2]}",)}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.report.id == hit.passage.report and hit.report.title for hit in hits)
    found = search("行政复议", k=50, years=[2020], issuers=["城东区"])
    assert {(hit.report.issuer, hit.report.year) for hit in found} == {("城东区人民政府", 2020)}
    assert {hit.report.year for hit in search("行政复议", k=50, years=(2019, 2020))} == {2019, 2020}
    assert search("行政复议", years=[1990]) == []
    assert search(" ") == []
    with pytest.raises(UsageError):
        search("行政复议", k=0)


def test_search_reaches_what_shares_no_word(library: Library) -> None:
    assert library.lexical_search("网站") == []
    assert library.search("网站")


def test_ingest_and_search_with_the_real_model(tmp_path: Path, folder: Path) -> None:
    with Library.open(tmp_path / "lib", create=True) as library:
        library.ingest([folder], reader=read_toy)
        (best, *_) = library.search("到法院起诉政府", k=1)
        assert best.passage.section == (f"三、{TOPICS[2]}",)
        assert isinstance(library._encoder, Embedder)


# Removing, damage, other processes


def test_removed_report_is_gone_everywhere(library: Library) -> None:
    generation, gone = library.generation, report_of(library, "城西区教育局", 2020)
    library.remove(gone.id)
    assert library.generation != generation
    assert gone.id not in {report.id for report in library.reports()}
    assert (library.facts(report=gone.id), library.passages(gone.id)) == ([], [])
    assert gone.id not in {hit.report.id for hit in library.search("回应关切", k=50)}
    assert library.verify() == []
    for report in library.reports():
        library.remove(report.id)
    assert (library.reports(), library.facts(), library.passages()) == ([], [], [])
    assert (library.search("公开"), library.lexical_search("公开")) == ([], [])
    assert library.verify() == []


def test_removed_report_can_come_back(library: Library, folder: Path) -> None:
    gone = report_of(library, "城西区教育局", 2020)
    library.remove(gone.id)
    results = library.ingest([folder], reader=read_toy)
    assert statuses(results) == ["unchanged", "unchanged", "added"]
    assert results[2].report == gone.id
