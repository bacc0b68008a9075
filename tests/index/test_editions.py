"""Several files of one report: sources, differences, corrected editions, corrections."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.corrections import Correction
from index.editions import json_to_report, report_to_json
from index.library import IngestResult, Library
from qa.answerer import Answerer
from tests.encoders import HashingEncoder

SAMPLE = Path(__file__).parents[2] / "corpus/samples/reports/云岭市交通运输局2021.txt"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "lib", create=True, encoder=HashingEncoder()) as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "年报"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, published: str | None = None, total: int = 58) -> Path:
    """Write the sample with another total of new applications, as if published on a day."""
    text = SAMPLE.read_text(encoding="utf-8")
    text, count = re.subn(r"(46\s+9\s+0\s+0\s+2\s+1\s+)58", rf"\g<1>{total}", text)
    assert count == 1
    head = f"发布时间: {published}\n\n" if published else ""
    path = folder / name
    path.write_text(head + text, encoding="utf-8")
    return path


def statuses(results: list[IngestResult]) -> list[str]:
    return [result.status for result in results]


def new_applications(library: Library) -> list[str]:
    return [
        fact.raw
        for fact in library.facts()
        if fact.row == ("一、本年新收政府信息公开申请数量",) and fact.column == ("总计",)
    ]


def test_two_files_of_one_report_are_its_sources(library: Library, folder: Path) -> None:
    a, b = write(folder, "a.txt"), write(folder, "b.txt", total=85)
    assert statuses(library.ingest([folder])) == ["added", "added"]
    (report,) = library.reports()
    assert {source.name for source in report.sources} == {"a.txt", "b.txt"}
    (dispute,) = library.disputes(report.id)
    assert {dispute.fact.raw, dispute.other.raw} == {"58", "85"}
    (problem,) = [p for p in report.problems if p.code == "sources_differ"]
    assert "印作“58”" in problem.message
    assert "印作“85”" in problem.message
    assert len(new_applications(library)) == 1
    assert statuses(library.ingest([a, b])) == ["unchanged"] * 2


def test_which_source_answers_does_not_depend_on_the_order(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    a, b = write(folder, "a.txt"), write(folder, "b.txt", total=85)
    library.ingest([a])
    library.ingest([b])
    with Library.open(tmp_path / "other", create=True, encoder=HashingEncoder()) as other:
        other.ingest([b])
        other.ingest([a])
        assert other.reports() == library.reports()
        assert other.facts() == library.facts()
        assert other.disputes(other.reports()[0].id) == library.disputes(library.reports()[0].id)


def test_a_corrected_edition_answers_and_the_earlier_is_kept(
    library: Library, folder: Path
) -> None:
    first = write(folder, "a.txt", "2022-01-20")
    later = write(folder, "b.txt", "2022-03-01", total=85)
    (result,) = library.ingest([later])
    (old,) = library.ingest([first])
    assert "更正后的版本" in old.message
    assert old.report == result.report
    (report,) = library.reports()
    assert [source.name for source in report.sources] == ["b.txt"]
    assert [edition.published for edition in library.superseded(report.id)] == ["2022-01-20"]
    assert new_applications(library) == ["85"]
    assert library.disputes(report.id) == []
    assert statuses(library.ingest([folder])) == ["unchanged"] * 2


def test_files_may_go_and_change(library: Library, folder: Path) -> None:
    a, b = write(folder, "a.txt"), write(folder, "b.txt", total=85)
    library.ingest([folder])
    write(folder, "b.txt", total=59)
    assert statuses(library.ingest([b])) == ["updated"]
    (report,) = library.reports()
    (dispute,) = library.disputes(report.id)
    assert {dispute.fact.raw, dispute.other.raw} == {"58", "59"}
    assert len(report.sources) == 2
    write(folder, "b.txt")  # now the same bytes as the other
    assert statuses(library.ingest([folder])) == ["unchanged", "updated"]
    (report,) = library.reports()
    assert (len(report.sources), library.disputes(report.id)) == (1, [])
    library.remove(report.id)
    assert library.reports() == []
    assert statuses(library.ingest([a])) == ["added"]


def test_other_reports_of_the_same_year_stay_apart(library: Library, folder: Path) -> None:
    write(folder, "a.txt")
    path = folder / "b.txt"
    path.write_text(
        "云岭市交通运输局2021年政府信息公开工作年度报告\n这里只有一句完全不同的话。",
        encoding="utf-8",
    )
    results = library.ingest([folder])
    assert len(library.reports()) == 2
    assert "另有同一机关同一年度的报告" in results[1].message


def test_what_a_person_says_is_kept_until_something_else_is_said(
    library: Library, folder: Path
) -> None:
    path = write(folder, "a.txt")
    library.ingest([path])
    (result,) = library.ingest([path], said=Correction(issuer="交通局", year=2018))
    assert result.status == "updated"
    (report,) = library.reports()
    assert (report.issuer, report.year) == ("交通局", 2018)
    assert dict(report.basis)["issuer"] == "指定"
    assert statuses(library.ingest([path])) == ["unchanged"]
    assert statuses(library.ingest([path], said=Correction(year=2017))) == ["updated"]
    (report,) = library.reports()
    assert (report.issuer, report.year) == ("交通局", 2017)
    assert 2017 in {fact.year for fact in library.facts()}


def test_corrections_in_a_folder(library: Library, folder: Path) -> None:
    write(folder, "a.txt")
    library.ingest([folder])
    (folder / "报告.toml").write_text('["a.*"]\nyear = 2015\n', encoding="utf-8")
    assert statuses(library.ingest([folder])) == ["updated"]
    assert [report.year for report in library.reports()] == [2015]
    (folder / "报告.toml").write_text("year = ", encoding="utf-8")
    (result,) = library.ingest([folder])
    assert result.status == "failed"
    assert "报告.toml" in result.message


def test_editions_come_back_whole(library: Library, folder: Path) -> None:
    library.ingest([write(folder, "a.txt", "2022-01-20")])
    (header,) = library.reports()
    report = library.report(header.id)
    assert json_to_report(report_to_json(report)) == report


def test_answers_show_what_the_other_source_prints(library: Library, folder: Path) -> None:
    write(folder, "a.txt")
    write(folder, "b.txt", total=85)
    library.ingest([folder])
    answer = Answerer(library).ask("交通运输局2021年收到多少件政府信息公开申请？")
    (dispute,) = library.disputes(library.reports()[0].id)
    # The one whose own sums hold answers.
    assert [str(value.value) for value in answer.values[:1]] == ["58"] == [dispute.fact.raw]
    assert any(dispute.other.raw in note and "另一来源" in note for note in answer.notes)
    cited = {citation.sha256 for citation in answer.citations}
    assert dispute.source.sha256 in cited
