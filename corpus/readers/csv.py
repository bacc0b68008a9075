"""CSV to a document: one table, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from corpus.errors import SourceError
from corpus.readers.source import read_source
from corpus.readers.text import decode
from corpus.readers.xlsx import MAX_CELLS, sheet_to_blocks
from corpus.report import Document

_SAMPLE = 20


def read_csv(path: Path) -> Document:
    """Read the file at `path`.

    Raises:
        SourceError: it is empty, binary, in no known encoding, or too large.
    """
    data, source = read_source(path)
    text = decode(data, path.name)
    try:
        rows = [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text), delimiter=find_delimiter(text))
        ]
    except csv.Error as error:
        raise SourceError(
            "damaged", f"“{path.name}”不是完好的 CSV 文件，请重新保存再导入。"
        ) from error
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise SourceError("too_many_cells", f"“{path.name}”超过{MAX_CELLS}格，请拆开再导入。")
    filled = [row + [""] * (width - len(row)) for row in rows]
    return Document(source, tuple(sheet_to_blocks(filled, (), path.stem)))


def find_delimiter(text: str) -> str:
    r"""Return the separator that divides the first lines most evenly.

    >>> find_delimiter("年份;收入\n2020;1,5")
    ';'
    """
    lines = [line for line in text.splitlines() if line.strip()][:_SAMPLE]
    counts = {mark: [line.count(mark) for line in lines] for mark in ",;\t"}
    return max(counts, key=lambda mark: (min(counts[mark], default=0), sum(counts[mark])))
