"""Ingest: what becomes of each file, and what a second time changes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import LibraryError, UsageError
from index.library import Library
from tests.encoders import HashingEncoder
from tests.index.reports import read_toy, report_of, statuses, write_toy


class CountingEncoder(HashingEncoder):
    """Counts the texts it was given."""

    texts = 0

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += len(texts)
        return super().encode_passages(texts)


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
