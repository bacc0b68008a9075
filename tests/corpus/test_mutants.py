"""Damaged files: each is read, or refused with one error in Chinese, and soon.

`MUTANTS=20000 make test ARGS=tests/corpus/test_mutants.py` damages as many files of every
format; a run of the tests takes a few.
"""

import io
import os
import random
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.readers.text import read_text
from corpus.reading import READERS, document_to_report
from corpus.report import Document
from corpus.samples.formats import sample_to_docx, sample_to_html, sample_to_markdown
from corpus.samples.generate import load_samples, report_text
from tests.corpus.drawn_pdf import close, plain, sheet

MUTANTS = int(os.environ.get("MUTANTS", "8"))
FIRST = int(os.environ.get("FIRST_MUTANT", "0"))
SECONDS = 20
"""A reader that takes longer hangs."""
SAMPLE = next(sample for sample in load_samples() if sample.file == "云岭市交通运输局2021.txt")


def drawn_pdf() -> bytes:
    buffer = io.BytesIO()
    page = sheet(buffer)
    page.text(200, 60, "某区2021年政府信息公开工作年度报告", 14)
    page.table(60, 120, [120, 80, 80, 80], plain([["信息内容", "制发", "废止", "有效"]] * 6))
    page.next()
    page.text(60, 60, "二、存在的主要问题")
    close(page)
    return buffer.getvalue()


def written_xlsx() -> bytes:
    import openpyxl

    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in [["项目", "2020年", "2021年"], *[["收入", 12, 34]] * 40]:
        page.append(row)
    page.merge_cells("A3:A5")
    book.save(buffer)
    return buffer.getvalue()


SEEDS: dict[str, Callable[[], bytes]] = {
    "txt": lambda: report_text(SAMPLE).encode(),
    "md": lambda: sample_to_markdown(SAMPLE).encode(),
    "html": lambda: sample_to_html(SAMPLE).encode(),
    "csv": lambda: "项目,2020年,2021年\n".encode() + "收入,12,34\n".encode() * 40,
    "docx": lambda: sample_to_docx(SAMPLE),
    "xlsx": written_xlsx,
    "pdf": drawn_pdf,
}


def mutant(data: bytes, rng: random.Random) -> bytes:
    """Return `data` with bytes changed, cut, repeated or moved in a few places."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        if not made:
            break
        at, size = rng.randrange(len(made)), rng.choice((1, 1, 2, 8, 64, 1024))
        how = rng.randrange(6)
        if how == 0:
            made[at] ^= 1 << rng.randrange(8)
        elif how == 1:
            made[at : at + size] = rng.randbytes(size)
        elif how == 2:
            del made[at : at + size]
        elif how == 3:
            made[at:at] = made[at : at + size] * rng.choice((1, 2, 30))
        elif how == 4:
            piece = made[at : at + size]
            there = rng.randrange(len(made))
            made[there : there + len(piece)] = piece
        else:
            del made[at:]
    return bytes(made)


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Return a mutant; of a package often with a damaged part inside a sound archive."""
    if not data.startswith(b"PK") or rng.random() < 0.3:
        return mutant(data, rng)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        chosen = rng.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, mutant(part, rng) if name == chosen else part)
    return buffer.getvalue()


class Hang(BaseException):
    """A reader took too long; nothing on the way may take it for an error of its own."""


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    def stop(number: int, frame: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def read(path: Path) -> Document:
    reader = READERS.get(path.suffix)
    if reader is None:
        return read_text(path)
    module, _, function = reader.partition(":")
    try:
        document: Document = getattr(import_module(module), function)(path)
    except SourceError:
        raise
    except Exception as error:
        if path.suffix != ".pdf":
            raise
        # Whatever pdfminer raises ends its process, which the sandbox tells as this.
        raise SourceError("broken", "读不了") from error
    return document


@pytest.mark.parametrize("suffix", SEEDS)
@pytest.mark.filterwarnings("ignore")
def test_damaged_file_is_read_or_refused(
    suffix: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    data = SEEDS[suffix]()
    told: dict[str, int] = {}
    for number in range(FIRST, FIRST + MUTANTS):
        path = tmp_path / f"{number}.{suffix}"
        path.write_bytes(damaged(data, random.Random(f"{suffix} {number}")))
        try:
            with limited(SECONDS):
                document_to_report(read(path))
            code = "read"
        except SourceError as error:
            code = "two lines" if "\n" in str(error) else error.code
        told[code] = told.get(code, 0) + 1
        path.unlink()
    assert "two lines" not in told
    for code, count in told.items():
        record_property(f"{suffix} {code}", count)


def test_rows_that_all_have_one_label_are_not_quoted_whole(tmp_path: Path) -> None:
    path = tmp_path / "收支.csv"
    path.write_text("项目,2020年,2021年\n" + "收入,12,34\n" * 150, encoding="utf-8")
    with limited(SECONDS):
        report = document_to_report(read(path))
    assert all(fact.raw in fact.quote and len(fact.quote) < 1000 for fact in report.facts)
