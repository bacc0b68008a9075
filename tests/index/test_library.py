"""The library as its callers see it: ingest, look up, search, remove, verify."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged, LibraryError, LibraryLocked, UsageError
from corpus.report import Report
from index.embedding import Embedder
from index.generations import write_lock
from index.library import Indicator, IngestResult, Library
from tests.encoders import HashingEncoder
from tests.index.reports import TOPICS, read_toy, write_toy


class CountingEncoder(HashingEncoder):
    """Counts the texts it was given."""

    texts = 0

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += len(texts)
        return super().encode_passages(texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three toy reports."""
    folder = tmp_path / "files"
    folder.mkdir()
    write_toy(folder / "a.txt", "城东区人民政府", 2019, "累计公开信息。", "1 2")
    write_toy(folder / "b.txt", "城东区人民政府", 2020, "设立专栏。", "3 4 5")
    write_toy(folder / "c.txt", "城西区教育局", 2020, "回应关切。", "6")
    return folder


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "lib", create=True, encoder=HashingEncoder()) as library:
        library.ingest([folder], reader=read_toy)
        yield library


def statuses(results: list[IngestResult]) -> list[str]:
    return [result.status for result in results]


def report_of(library: Library, issuer: str, year: int) -> Report:
    (report,) = [r for r in library.reports() if (r.issuer, r.year) == (issuer, year)]
    return report


# Opening


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


def test_ingest_tells_what_became_of_each_file(tmp_path: Path, folder: Path) -> None:
    (folder / "d.txt").write_bytes(b"")
    (folder / "e.ofd").write_bytes(b"x")
    calls: list[tuple[int, int, str]] = []
    with Library.open(tmp_path / "lib", create=True, encoder=HashingEncoder()) as library:
        results = library.ingest(
            [folder, tmp_path / "none.txt"],
            reader=read_toy,
            progress=lambda *call: calls.append(call),
        )
        assert len(library.reports()) == 3
    assert statuses(results) == ["added"] * 3 + ["failed"] * 3
    assert [result.report is None for result in results] == [False] * 3 + [True] * 3
    assert results[0].message == (
        "城东区人民政府2019年政府信息公开工作年度报告：4 段文字，2 个数据"
    )
    assert results[0].problems[0].code == "table_unread"
    assert "是空的" in results[3].message
    assert "OFD" in results[4].message
    assert "找不到" in results[5].message
    assert calls[0] == (0, 6, "读取 a.txt")
    assert calls[-1] == (12, 12, "计算向量")


def test_reports_come_back_whole(library: Library, folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        report = read_toy(path)
        facts, passages = library.facts(report=report.id), library.passages(report.id)
        back = replace(library.report(report.id), facts=tuple(facts), passages=tuple(passages))
        assert back == report
        assert library.fact_count(report.id) == len(report.facts)
    assert all(not header.sections for header in library.reports())


def test_ingesting_twice_changes_nothing(library: Library, folder: Path, tmp_path: Path) -> None:
    generation = library.generation
    facts, passages = library.facts(), library.passages()
    results = library.ingest([folder, folder / "a.txt"], reader=read_toy)
    assert statuses(results) == ["unchanged"] * 3
    assert results[0].report == library.reports()[0].id
    copy = tmp_path / "copy.txt"
    copy.write_bytes((folder / "a.txt").read_bytes())
    assert statuses(library.ingest([copy], reader=read_toy)) == ["unchanged"]
    assert library.ingest([]) == []
    assert library.generation == generation
    assert (library.facts(), library.passages()) == (facts, passages)
    assert len(list(library.directory.glob("gen-*"))) == 1


def test_same_bytes_twice_in_one_call_go_in_once(tmp_path: Path, folder: Path) -> None:
    (folder / "z.txt").write_bytes((folder / "a.txt").read_bytes())
    with Library.open(tmp_path / "lib", create=True, encoder=HashingEncoder()) as library:
        results = library.ingest([folder], reader=read_toy)
        assert statuses(results) == ["added"] * 3 + ["unchanged"]
        assert len(library.reports()) == 3


def test_ids_do_not_depend_on_the_order_of_ingest(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "other", create=True, encoder=HashingEncoder()) as other:
        for name in ("c.txt", "a.txt", "b.txt"):
            other.ingest([folder / name], reader=read_toy)
        assert other.reports() == library.reports()
        assert other.facts() == library.facts()
        assert other.passages() == library.passages()
        for query in ("主动公开", "城西区教育局"):
            assert other.search(query) == library.search(query)


def test_new_bytes_of_a_known_file_replace_its_report(library: Library, folder: Path) -> None:
    old = report_of(library, "城东区人民政府", 2020)
    write_toy(folder / "b.txt", "城东区人民政府", 2020, "更正后的内容。", "30 40")
    (result,) = library.ingest([folder / "b.txt"], reader=read_toy)
    assert result.status == "updated"
    assert "替换了原来的内容" in result.message
    new = report_of(library, "城东区人民政府", 2020)
    assert new.id == result.report != old.id
    assert [int(fact.value or 0) for fact in library.facts(report=new.id)] == [30, 40]
    assert library.facts(report=old.id) == []
    with pytest.raises(UsageError):
        library.report(old.id)


def test_new_report_in_a_known_file_is_added(library: Library, folder: Path) -> None:
    write_toy(folder / "b.txt", "城东区人民政府", 2021, "下一年。")
    (result,) = library.ingest([folder / "b.txt"], reader=read_toy)
    assert result.status == "added"
    assert len(library.reports()) == 4


def test_second_file_of_the_same_report_is_pointed_out(library: Library, tmp_path: Path) -> None:
    path = write_toy(tmp_path / "x.txt", "城东区人民政府", 2020, "另一份。")
    (result,) = library.ingest([path], reader=read_toy)
    assert result.status == "added"
    assert "是同一份报告" in result.message


def test_failed_batch_publishes_nothing(library: Library, folder: Path) -> None:
    generation = library.generation
    (folder / "b.txt").write_bytes(b"")
    assert statuses(library.ingest([folder / "b.txt"], reader=read_toy)) == ["failed"]
    assert library.generation == generation
    assert not list(library.directory.glob(".stage-*"))


def test_text_is_embedded_once(tmp_path: Path, folder: Path) -> None:
    encoder = CountingEncoder()
    with Library.open(tmp_path / "lib", create=True, encoder=encoder) as library:
        library.ingest([folder], reader=read_toy)
        assert encoder.texts == 12
        write_toy(folder / "b.txt", "城东区人民政府", 2020, "设立专栏。", "7 8 9")
        assert statuses(library.ingest([folder / "b.txt"], reader=read_toy)) == ["updated"]
        assert encoder.texts == 12
        library.remove(library.reports()[0].id)
        assert encoder.texts == 12


def test_other_model_is_refused_until_everything_is_embedded_again(
    library: Library, folder: Path
) -> None:
    other = CountingEncoder(dim=32, name="other")
    with Library.open(library.directory, encoder=other) as reopened:
        with pytest.raises(LibraryError, match="向量模型"):
            reopened.search("公开")
        assert reopened.lexical_search("主动公开")
        assert statuses(reopened.ingest([folder], reader=read_toy)) == ["unchanged"] * 3
        assert other.texts == 12
        assert reopened.search("公开")
        assert reopened.verify() == []


def test_other_lexicon_is_refused_until_everything_is_segmented_again(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("snapshot", "building"):
        monkeypatch.setattr(f"index.{module}.terms_version", lambda: "jieba+new")
    with pytest.raises(LibraryError, match="分词词典"):
        library.lexical_search("公开")
    assert len(library.verify()) == 1
    assert library.facts()
    library.ingest([folder], reader=read_toy)
    assert library.lexical_search("主动公开")
    assert library.verify() == []


# Looking up


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


def test_flipped_bit_in_any_published_file_is_refused(library: Library) -> None:
    assert library.verify() == []
    files = [
        path
        for path in library.directory.rglob("*")
        if path.is_file() and path.stat().st_size and path.parent.name != "files"
    ]
    assert len(files) >= 8
    for path in files:
        if path.name == "LOCK":
            continue
        good = path.read_bytes()
        for place in {0, len(good) // 3, len(good) - 1}:
            path.write_bytes(good[:place] + bytes([good[place] ^ 4]) + good[place + 1 :])
            with pytest.raises(LibraryDamaged, match="已损坏"):
                Library.open(library.directory)
            if path.parent != library.directory and path.name != "MANIFEST.json":
                assert "已损坏" in library.verify()[0]
        path.write_bytes(good)
    Library.open(library.directory, encoder=HashingEncoder()).close()


def test_damage_since_opening_is_not_published_as_good(library: Library, tmp_path: Path) -> None:
    (database,) = library.directory.glob("gen-*/library.db")
    data = bytearray(database.read_bytes())
    data[-10] ^= 1
    database.write_bytes(data)
    path = write_toy(tmp_path / "new.txt", "城南区", 2020)
    with pytest.raises(LibraryDamaged):
        library.ingest([path], reader=read_toy)


def test_second_writer_is_refused_and_readers_are_not(library: Library, folder: Path) -> None:
    with write_lock(library.directory):
        with pytest.raises(LibraryLocked, match=str(os.getpid())):
            library.ingest([folder], reader=read_toy)
        with pytest.raises(LibraryLocked):
            library.remove(library.reports()[0].id)
        with Library.open(library.directory, encoder=HashingEncoder()) as reader:
            assert reader.lexical_search("主动公开")


def test_full_disk_leaves_the_library_as_it_was(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_toy(tmp_path / "new.txt", "城南区", 2020)
    before = library.generation, library.facts()

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(LibraryError, match="磁盘已满"):
            library.ingest([path], reader=read_toy)
    assert (library.generation, library.facts()) == before
    assert library.search("主动公开")
    assert statuses(library.ingest([path], reader=read_toy)) == ["added"]


def test_reader_keeps_its_generation_until_it_moves_on(library: Library, tmp_path: Path) -> None:
    with Library.open(library.directory, encoder=HashingEncoder()) as reader:
        generation = reader.generation
        assert reader.refresh() is False
        for year in range(2010, 2016):
            path = write_toy(tmp_path / f"{year}.txt", "城南区", year)
            library.ingest([path], reader=read_toy)
        assert len(reader.reports()) == 3
        assert reader.search("主动公开")
        assert (library.directory / str(generation)).is_dir()
        assert reader.refresh() is True
        assert len(reader.reports()) == 9
    path = write_toy(tmp_path / "2016.txt", "城南区", 2016)
    library.ingest([path], reader=read_toy)
    assert not (library.directory / str(generation)).exists()


def test_writer_builds_on_what_another_published(library: Library, tmp_path: Path) -> None:
    with Library.open(library.directory, encoder=HashingEncoder()) as other:
        path = write_toy(tmp_path / "x.txt", "城南区", 2020)
        other.ingest([path], reader=read_toy)
    path = write_toy(tmp_path / "y.txt", "城北区", 2020)
    library.ingest([path], reader=read_toy)
    assert len(library.reports()) == 5


def test_answers_under_publishing_belong_to_one_generation(tmp_path: Path) -> None:
    """Every published state has equal values throughout, so a mixture would show."""
    path = tmp_path / "x.txt"
    mixed: list[set[int]] = []
    stop = threading.Event()
    with Library.open(tmp_path / "lib", create=True, encoder=HashingEncoder()) as library:
        write_toy(path, "城南区", 2020, values="0 0 0 0")
        library.ingest([path], reader=read_toy)

        def ask() -> None:
            while not stop.is_set():
                values = {int(fact.value or 0) for fact in library.facts()}
                if len(values) != 1 or len(library.search("主动公开", k=4)) != 4:
                    mixed.append(values)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(1, 9):
            write_toy(path, "城南区", 2020, values=" ".join([str(number)] * 4))
            (result,) = library.ingest([path], reader=read_toy)
            assert result.status == "updated"
        stop.set()
        for thread in threads:
            thread.join()
        assert mixed == []
        assert {int(fact.value or 0) for fact in library.facts()} == {8}
