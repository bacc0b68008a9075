"""Write the fictional sample reports and their truth from `data.toml`.

`python -m corpus.samples.generate` writes `reports/*.txt` and, for each, what is true
of it in `truth/*.json`: every cell of its form, the figures of its prose, and the
mistakes put in on purpose. The files are committed; a test holds them to the data.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus.forms.form import Form, FormTable, load_forms
from corpus.report import State
from corpus.samples.glued import undetermined
from corpus.samples.layouts import Block, Grid, Look, render

FOLDER = Path(__file__).parent
PARTS = ("intro", "overview", "problems", "other")

_BLANK = "_"
_LABELLED = "申请办理"
"""The one table whose rows open with a label in the data file."""
_HEADINGS = {
    "overview": "一、总体情况",
    "主动公开政府信息情况": "二、主动公开政府信息情况",
    "收到和处理政府信息公开申请情况": "三、收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
_FIGURE = re.compile(r"\{(?P<print>[^{}@]+)@(?P<subject>[^{}@]+)(?:@(?P<cell>[^{}@]+))?\}")
_PRINT = re.compile(
    r"(?P<before>约|近|逾|超过)?(?P<value>\d+(?:\.\d+)?)(?P<after>余|多)?(?P<unit>.+)"
)
_CELL = re.compile(r"(?P<value>-?\d+(?:\.\d+)?)(?P<unit>元)?")
_SENTENCE = re.compile(r"[^。；]*[。；]?")


@dataclass(frozen=True, slots=True)
class Sample:
    """One report of the data file; its tables carry the cells as printed."""

    file: str
    issuer: str
    year: int
    form: Form
    title: str
    look: Look
    head: tuple[tuple[str, str], ...]
    grids: tuple[Grid, ...]
    prose: Mapping[str, str]
    intended: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the prose and, where the sentence speaks of one, its cell."""

    section: str
    subject: str
    text: str
    value: str
    unit: str
    qualifier: str | None
    quote: str
    cell: tuple[str, tuple[str, ...], tuple[str, ...]] | None


def load_samples(path: Path = FOLDER / "data.toml") -> tuple[Sample, ...]:
    """Return the samples the data file at `path` describes."""
    with path.open("rb") as file:
        return tuple(_sample(entry) for entry in tomllib.load(file)["report"])


def _sample(entry: Mapping[str, Any]) -> Sample:
    form = next(form for form in load_forms() if form.id == entry["form"])
    look = dict(entry["look"])
    if "numbered" in look:
        look["numbered"] = tuple(look["numbered"])
    return Sample(
        file=entry["file"],
        issuer=entry["issuer"],
        year=entry["year"],
        form=form,
        title=entry["title"],
        look=Look(**look),
        head=tuple(entry.get("head", {}).items()),
        grids=tuple(_grid(table, entry["tables"][table.kind]) for table in form.tables),
        prose=entry["prose"],
        intended=tuple(entry.get("intended", ())),
    )


def _grid(table: FormTable, text: str) -> Grid:
    lines = [line.split() for line in text.strip().splitlines()]
    if table.kind == _LABELLED:
        lines = [line[1:] for line in lines]
    rows = tuple(tuple("" if cell == _BLANK else cell for cell in line) for line in lines)
    if len(rows) != len(table.rows) or any(len(row) != len(table.columns) for row in rows):
        raise ValueError(f"{table.kind}: {len(table.rows)}×{len(table.columns)} cells wanted")
    return Grid(table, rows)


def cells(sample: Sample) -> Iterator[tuple[FormTable, tuple[str, ...], tuple[str, ...], str]]:
    """Yield table, row path, column path and print of every cell of the form."""
    for grid in sample.grids:
        for path, row in zip(grid.table.rows, grid.rows, strict=True):
            for column, raw in zip(grid.table.columns, row, strict=True):
                yield grid.table, path, column, raw


def find_cell(
    sample: Sample, reference: str
) -> tuple[FormTable, tuple[str, ...], tuple[str, ...], str]:
    """Return the one cell `reference` names: parts of its headings in order, by `/`.

    Raises:
        ValueError: `reference` names no cell or more than one.
    """
    *parts, last = reference.split("/")
    found = []
    for cell in cells(sample):
        *labels, end = (*cell[1], *cell[2])
        rest = iter(labels)
        if end.startswith(last) and all(any(part in label for label in rest) for part in parts):
            found.append(cell)
    if len(found) != 1:
        raise ValueError(f"{sample.file}: {reference} names {len(found)} cells")
    return found[0]


def prose(sample: Sample, part: str) -> tuple[list[str], list[Figure]]:
    """Return the paragraphs of one part of `sample` and the figures in them."""
    paragraphs, figures = [], []
    for line in sample.prose[part].strip().splitlines():
        found: list[tuple[int, Figure]] = []
        text, end = "", 0
        for match in _FIGURE.finditer(line):
            text += line[end : match.start()]
            figure = _figure(sample, part, match)
            found.append((len(text), figure))
            text += figure.text
            end = match.end()
        text += line[end:]
        paragraphs.append(text)
        figures += [_quoted(figure, text, offset) for offset, figure in found]
    return paragraphs, figures


def _figure(sample: Sample, part: str, match: re.Match[str]) -> Figure:
    cell = find_cell(sample, match["cell"]) if match["cell"] else None
    text = match["print"].replace("#", cell[3]) if cell else match["print"]
    read = _PRINT.fullmatch(text)
    if read is None:
        raise ValueError(f"{sample.file}: {match[0]} is no figure")
    return Figure(
        section=_HEADINGS.get(part, ""),
        subject=match["subject"],
        text=text,
        value=read["value"],
        unit=read["unit"],
        qualifier=read["before"] or read["after"],
        quote="",
        cell=(cell[0].kind, cell[1], cell[2]) if cell else None,
    )


def _quoted(figure: Figure, text: str, offset: int) -> Figure:
    sentence = next(m[0] for m in _SENTENCE.finditer(text) if m.start() <= offset < m.end())
    return replace(figure, quote=sentence)


def report_blocks(sample: Sample) -> list[Block]:
    """Return what `sample` says, in order: paragraphs, headings and tables."""
    blocks: list[Block] = [*prose(sample, "intro")[0], _HEADINGS["overview"]]
    blocks += prose(sample, "overview")[0]
    heading = ""
    for grid in sample.grids:
        if (now := _HEADINGS[grid.table.section]) != heading:
            blocks.append(now)
            heading = now
        blocks.append(grid)
    for part in PARTS[2:]:
        blocks += [_HEADINGS[part], *prose(sample, part)[0]]
    return blocks


def report_text(sample: Sample) -> str:
    """Return the text file of `sample`."""
    return render(sample.look, sample.title, sample.head, report_blocks(sample))


def report_truth(sample: Sample) -> dict[str, Any]:
    """Return what is true of `sample`, ready for JSON."""
    head = dict(sample.head)
    return {
        "report": sample.file,
        "issuer": sample.issuer,
        "year": sample.year,
        "form": sample.form.id,
        "title": sample.title,
        "published": head["发布时间"][:10] if "发布时间" in head else None,
        "source_url": head.get("原文链接"),
        "look": sample.look.kind,
        "cells": list(_cell_truths(sample)),
        "prose": [_figure_truth(figure) for part in PARTS for figure in prose(sample, part)[1]],
        "intended": [dict(entry) for entry in sample.intended],
    }


def _cell_truths(sample: Sample) -> Iterator[dict[str, Any]]:
    open_cells = {
        (grid.table.kind, grid.table.rows[i], grid.table.columns[j])
        for grid in sample.grids
        if sample.look.kind == "glued"
        for i, j in undetermined(grid.table, grid.rows)
    }
    for table, row, column, raw in cells(sample):
        read = _CELL.fullmatch(raw)
        truth = {
            "table_kind": table.kind,
            "row": list(row),
            "column": list(column),
            "raw": raw,
            "value": read["value"] if read else None,
            "state": _state(raw).value,
            "unit": (read["unit"] if read else None) or table.unit(column),
        }
        if (table.kind, row, column) in open_cells:
            truth["undetermined"] = True
        yield truth


def _state(raw: str) -> State:
    named = {"": State.BLANK, "/": State.SLASH, "-": State.DASH, "0": State.ZERO}
    return named.get(raw, State.NUMBER if _CELL.fullmatch(raw) else State.TEXT)


def _figure_truth(figure: Figure) -> dict[str, Any]:
    truth = asdict(figure)
    if figure.cell:
        kind, row, column = figure.cell
        truth["cell"] = {"table_kind": kind, "row": list(row), "column": list(column)}
    return truth


def render_all() -> dict[Path, str]:
    """Return every generated file: its path below this folder and its text."""
    files = {}
    for sample in load_samples():
        files[Path("reports", sample.file)] = report_text(sample)
        truth = json.dumps(report_truth(sample), ensure_ascii=False, indent=1)
        files[Path("truth", sample.file).with_suffix(".json")] = truth + "\n"
    return files


def main() -> None:
    """Write all files."""
    for path, text in render_all().items():
        target = FOLDER / path
        target.parent.mkdir(exist_ok=True)
        # Bytes, so that line ends are the same on every system.
        target.write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main()
