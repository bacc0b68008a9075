"""The sample reports: generated files match the data, and the data is what it claims."""

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from corpus.forms.form import FormTable
from corpus.samples.generate import (
    FOLDER,
    PARTS,
    Sample,
    cells,
    find_cell,
    load_samples,
    prose,
    render_all,
    report_text,
    report_truth,
)
from corpus.samples.glued import undetermined

SAMPLES = load_samples()
IDS = [sample.file for sample in SAMPLES]
APPLICATIONS = "申请办理"
BALANCE = "新收＋上年结转＝总计＋结转下年度"
PROSE = "正文与表格一致"

per_sample = pytest.mark.parametrize("sample", SAMPLES, ids=IDS)


def test_files_are_what_the_script_writes() -> None:
    written = {
        path.relative_to(FOLDER): path.read_bytes()
        for folder in ("reports", "truth")
        for path in (FOLDER / folder).iterdir()
    }
    assert written == {path: text.encode("utf-8") for path, text in render_all().items()}


def test_four_issuers_four_years() -> None:
    years: dict[str, list[int]] = {}
    for sample in SAMPLES:
        years.setdefault(sample.issuer, []).append(sample.year)
        assert sample.form.id == ("2019" if sample.year < 2021 else "2021")
    assert len(years) == 4
    assert all(covered == [2019, 2020, 2021, 2022] for covered in years.values())


@per_sample
def test_truth_covers_every_cell_of_the_form(sample: Sample) -> None:
    truth = json.loads((FOLDER / "truth" / sample.file).with_suffix(".json").read_text("utf-8"))
    stated = [(c["table_kind"], tuple(c["row"]), tuple(c["column"])) for c in truth["cells"]]
    wanted = [
        (table.kind, row, column)
        for table in sample.form.tables
        for row in table.rows
        for column in table.columns
    ]
    assert stated == wanted
    for cell in truth["cells"]:
        assert (cell["value"] is None) == (cell["state"] in ("blank", "slash"))


@per_sample
def test_sums_hold_except_where_intended(sample: Sample) -> None:
    failed = [column for _, column in _failed_sums(sample)]
    intended = [tuple(entry["column"]) for entry in sample.intended if entry["rule"] == BALANCE]
    assert failed == intended


def _failed_sums(sample: Sample) -> Iterator[tuple[FormTable, tuple[str, ...]]]:
    for grid in sample.grids:
        for entry in grid.table.sums:
            rows = entry.over == "rows"
            lines = zip(*grid.rows, strict=True) if rows else iter(grid.rows)
            labels = grid.table.columns if rows else grid.table.rows
            for label, line in zip(labels, lines, strict=True):
                left, right = (
                    sum(Decimal(line[i]) for i in side) for side in (entry.left, entry.right)
                )
                if left != right:
                    yield grid.table, label


def test_what_is_carried_over_arrives_next_year() -> None:
    for before, after in pairwise(SAMPLES):
        if before.issuer == after.issuer:
            assert _row(before, "四、") == _row(after, "二、")


def _row(sample: Sample, start: str) -> list[str]:
    return [
        raw
        for table, row, _, raw in cells(sample)
        if table.kind == APPLICATIONS and row[0].startswith(start)
    ]


@per_sample
def test_prose_agrees_with_its_cell_except_where_intended(sample: Sample) -> None:
    differing = []
    for part in PARTS:
        for figure in prose(sample, part)[1]:
            assert figure.text in figure.quote
            if figure.cell is not None:
                raw = next(
                    raw
                    for table, row, column, raw in cells(sample)
                    if (table.kind, row, column) == figure.cell
                )
                if raw != figure.value:
                    differing.append(figure.cell[2])
    intended = [tuple(entry["column"]) for entry in sample.intended if entry["rule"] == PROSE]
    assert differing == intended


@per_sample
def test_report_prints_its_cells_and_figures(sample: Sample) -> None:
    printed = "".join(report_text(sample).split())
    for grid in sample.grids:
        for row in grid.rows:
            assert "".join(row) in printed
    for part in PARTS:
        for paragraph in prose(sample, part)[0]:
            plain = "".join(paragraph.split())
            if not (sample.look.feed or sample.look.number):
                assert plain in printed
    assert "{" not in printed
    assert "@" not in printed.replace("@yunling.example", "")


def test_each_intended_oddity_is_there_once() -> None:
    rules = [entry["rule"] for sample in SAMPLES for entry in sample.intended]
    assert sorted(rules) == [BALANCE, BALANCE, PROSE]
    assert [sample.look.kind for sample in SAMPLES].count("glued") == 1
    odd = [
        (sample.file, cell["state"])
        for sample in SAMPLES
        for cell in report_truth(sample)["cells"]
        if cell["state"] in ("blank", "slash")
    ]
    assert odd == [("石桥区2021.txt", "slash"), ("石桥区2021.txt", "blank")]


def test_only_a_glued_row_without_sums_is_undetermined() -> None:
    left_open: list[dict[str, Any]] = [
        cell
        for sample in SAMPLES
        for cell in report_truth(sample)["cells"]
        if cell.get("undetermined")
    ]
    assert [(cell["row"], cell["value"]) for cell in left_open] == [
        (["行政规范性文件"], "12"),
        (["行政规范性文件"], "4"),
        (["行政规范性文件"], "53"),
    ]


def test_gluing_is_undone_by_sums_alone() -> None:
    grid = next(
        grid
        for sample in SAMPLES
        for grid in sample.grids
        if sample.file == "青禾区2021.txt" and grid.table.kind == "复议诉讼"
    )
    assert undetermined(grid.table, grid.rows) == set()
    assert "".join(grid.rows[0]).startswith("9210120")


def test_a_reference_must_name_one_cell() -> None:
    sample = SAMPLES[0]
    assert find_cell(sample, "新收/总计")[3] == "286"
    with pytest.raises(ValueError, match="names 26 cells"):
        find_cell(sample, "总计")
