"""Whole reports printed in many ways: every cell comes back right or is said to be unread."""

from pathlib import Path

import pytest

from corpus.reading import read_report
from corpus.report import FactKind, Report, State
from corpus.samples.generate import Sample, load_samples, report_truth
from tests.corpus.agencies import WAYS, Desk
from tests.corpus.printing import STRESS

SAMPLES = load_samples()
READ_WHOLE = ("html", "docx", "md")
"""Formats that keep the grid: everything the form has is read."""


def read(sample: Sample, suffix: str, seed: int, folder: Path) -> Report:
    path = folder / f"{Path(sample.file).stem}.{suffix}"
    path.write_bytes(WAYS[suffix](Desk(seed), sample))
    return read_report(path)


def misread(report: Report, sample: Sample) -> tuple[list[str], int]:
    """Return every cell that is stated otherwise than it is, and how many are not stated."""
    found = {
        (fact.table_kind, fact.row, fact.column): fact
        for fact in report.facts
        if fact.kind is FactKind.CELL and fact.table_kind
    }
    wrong, unread = [], 0
    for cell in report_truth(sample)["cells"]:
        fact = found.get((cell["table_kind"], tuple(cell["row"]), tuple(cell["column"])))
        if fact is None or fact.state is State.UNREADABLE:
            unread += 1
            continue
        value = None if fact.value is None else str(fact.value)
        if (fact.state, value, fact.unit) != (cell["state"], cell["value"], cell["unit"]):
            wrong.append(f"{cell['row']} {cell['column']}: {cell['value']} read as {fact.raw}")
    return wrong, unread


@pytest.mark.parametrize("suffix", READ_WHOLE)
@pytest.mark.parametrize("seed", range(6 * STRESS))
def test_formats_with_a_grid_are_read_whole(suffix: str, seed: int, tmp_path: Path) -> None:
    sample = SAMPLES[seed * 5 % len(SAMPLES)]
    report = read(sample, suffix, seed, tmp_path)
    assert (report.issuer, report.year) == (sample.issuer, sample.year)
    assert misread(report, sample) == ([], 0)


@pytest.mark.parametrize("seed", range(8 * STRESS))
def test_text_is_never_read_wrong(seed: int, tmp_path: Path) -> None:
    sample = SAMPLES[seed * 5 % len(SAMPLES)]
    report = read(sample, "txt", seed, tmp_path)
    assert misread(report, sample)[0] == []


@pytest.mark.parametrize("suffix", WAYS)
@pytest.mark.parametrize(
    "habits",
    [
        {"applications": "form", "cut": True},
        {"applications": "repeated", "cut": True, "merged": True},
        {"applications": "flat", "glue": "：", "cut": True, "flattened": "tabs"},
        {"applications": "groups", "across": True},
        {"reviews": "two tables", "flattened": "cells"},
        {"reviews": "down", "flattened": "rows"},
        {"reviews": "two rows", "flattened": "header letters"},
    ],
)
def test_tables_not_drawn_as_the_form_has_them(
    habits: dict[str, object], suffix: str, tmp_path: Path
) -> None:
    sample = next(sample for sample in SAMPLES if sample.file == "青禾区2022.txt")
    for seed in (139, 77):
        desk = Desk(seed)
        desk.habits = {"flattened": "rows", "cut": False, "edges": True, **habits}
        path = tmp_path / f"{seed}.{suffix}"
        path.write_bytes(WAYS[suffix](desk, sample))
        assert misread(read_report(path), sample) == ([], 0)
