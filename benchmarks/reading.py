"""Reading speed: ours against the bare library on the same file, in the same process.

    python -m benchmarks.reading FILE...

Per file the seconds of the bare library (PDF: pdfplumber's text and tables of every
page; XLSX: calamine's rows of every sheet; HTML: lxml's text of the page and of every
cell), of our reader, and their ratio, the best of
three runs each. Neither the sandbox's process (0.1–0.5 s a file) nor interpreting or
embedding what was read is counted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from corpus.reading import READERS

RUNS = 3


def bare_pdf(path: Path) -> None:
    """Extract text and tables of every page with pdfplumber alone."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()


def bare_xlsx(path: Path) -> None:
    """Read every row of every sheet with calamine alone."""
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()


def bare_html(path: Path) -> None:
    """Read the text of the page and of every cell of its tables with lxml alone."""
    import lxml.html

    page = lxml.html.fromstring(path.read_bytes())
    page.text_content()
    for row in page.iter("tr"):
        for cell in row.iter("td", "th"):
            cell.text_content()


BARE: dict[str, Callable[[Path], None]] = {".pdf": bare_pdf, ".xlsx": bare_xlsx, ".html": bare_html}


def best_of(call: Callable[[Path], object], path: Path) -> float:
    """Return the shortest of `RUNS` runs in seconds of processor time."""
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        call(path)
        times.append(time.process_time() - started)
    return min(times)


def main(names: list[str]) -> None:
    """Print one line a file."""
    print(f"{'file':40} {'bare':>8} {'ours':>8} {'ratio':>6}")
    for path in map(Path, names):
        module, _, function = READERS[path.suffix.lower()].partition(":")
        bare = best_of(BARE[path.suffix.lower()], path)
        ours = best_of(getattr(import_module(module), function), path)
        print(f"{path.name:40} {bare:8.2f} {ours:8.2f} {ours / bare:6.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
