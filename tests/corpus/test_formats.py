"""The samples in every format: the same facts come back from each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.reading import read_report
from corpus.report import Fact, FactKind, Report
from corpus.samples.formats import sample_to_docx, sample_to_html, sample_to_markdown
from corpus.samples.generate import Sample, load_samples, report_truth

SAMPLES = {sample.file: sample for sample in load_samples()}
FORMATS: dict[str, Callable[[Sample], bytes]] = {
    "docx": sample_to_docx,
    "html": lambda sample: sample_to_html(sample).encode(),
    "md": lambda sample: sample_to_markdown(sample).encode(),
}
CHOSEN = ("云岭市2019.txt", "石桥区2020.txt", "青禾区2021.txt", "云岭市交通运输局2022.txt")


def read(sample: Sample, suffix: str, folder: Path) -> Report:
    path = folder / f"{Path(sample.file).stem}.{suffix}"
    path.write_bytes(FORMATS[suffix](sample))
    return read_report(path)


def cell_key(fact: Fact) -> tuple[object, ...]:
    value = None if fact.value is None else str(fact.value)
    return fact.table_kind, fact.row, fact.column, fact.state.value, value, fact.unit


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", CHOSEN)
def test_every_cell_comes_back(name: str, suffix: str, tmp_path: Path) -> None:
    sample = SAMPLES[name]
    truth = report_truth(sample)
    report = read(sample, suffix, tmp_path)
    assert (report.issuer, report.year) == (sample.issuer, sample.year)
    assert report.title == sample.title
    found = {cell_key(fact) for fact in report.facts if fact.kind is FactKind.CELL}
    wanted = {
        (
            cell["table_kind"],
            tuple(cell["row"]),
            tuple(cell["column"]),
            cell["state"],
            cell["value"],
            cell["unit"],
        )
        for cell in truth["cells"]
    }
    assert found == wanted


@pytest.mark.parametrize("name", CHOSEN)
def test_prose_figures_are_the_same_in_all_formats(name: str, tmp_path: Path) -> None:
    sample = SAMPLES[name]

    def prose(suffix: str) -> list[tuple[object, ...]]:
        facts = read(sample, suffix, tmp_path).facts
        return [(f.row, f.raw, f.unit) for f in facts if f.kind is FactKind.PROSE]

    first, *others = (prose(suffix) for suffix in FORMATS)
    assert first
    assert others == [first] * len(others)


def test_a_page_says_when_it_was_published(tmp_path: Path) -> None:
    sample = next(s for s in SAMPLES.values() if "发布时间" in dict(s.head))
    report = read(sample, "html", tmp_path)
    assert report.published == dict(sample.head)["发布时间"][:10]
    assert dict(report.basis)["published"] == "文件信息"
