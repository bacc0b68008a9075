"""Numeric questions over a library of many reports: how long an answer takes.

    PYTHONPATH=. python benchmarks/numeric_questions.py [--reports 100]

The sample reports are multiplied under other names; every question is asked twice, the
second time is counted. Prints the median, the 95th percentile and the one-shot command.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus.samples
from index.library import Library
from qa.answerer import Answerer
from qa.evaluation.question_file import read_questions
from tests.encoders import HashingEncoder

SAMPLES = Path(corpus.samples.__file__).parent
STAND_INS = ("云岭", "碧川", "丹桥", "金坪", "银溪", "翠谷", "白沙", "青湾")


_NAMED = re.compile("(?<!云岭市)(?<!市)(石桥区|青禾区|交通运输局)")
"""Names that several cities of the multiplied library share."""


def multiply(folder: Path, count: int) -> list[Path]:
    """Write `count` reports into `folder`, the samples under other cities' names."""
    paths: list[Path] = []
    sources = sorted((SAMPLES / "reports").glob("*.txt"))
    for city in STAND_INS:
        for source in sources:
            if len(paths) == count:
                return paths
            text = source.read_bytes().decode("utf-8")
            path = folder / f"{city}_{source.name}"
            path.write_text(text.replace("云岭", city), "utf-8")
            paths.append(path)
    return paths


def main() -> None:
    """Build the library, ask, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=100)
    count = parser.parse_args().reports
    lines = [
        line
        for line in read_questions(SAMPLES / "questions" / "series_dev.jsonl")
        if line.after is None
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Library.open(folder / "库", create=True, encoder=HashingEncoder()) as library:
            (folder / "年报").mkdir()
            library.ingest(multiply(folder / "年报", count))
            answerer = Answerer(library)
            took = []
            for again in (False, True):
                for line in lines:
                    started = time.perf_counter()
                    answerer.ask(_NAMED.sub(r"云岭市\1", line.question))
                    if again:
                        took.append((time.perf_counter() - started) * 1000)
        took.sort()
        print(f"{count} 份报告，{len(took)} 问：中位 {statistics.median(took):.0f} 毫秒，", end="")
        print(f"p95 {took[int(len(took) * 0.95)]:.0f} 毫秒，最长 {took[-1]:.0f} 毫秒")
        one = [sys.executable, "-X", "importtime", "-m", "qa", "ask", lines[0].question]
        started = time.perf_counter()
        shown = subprocess.run(
            [*one, "--library", str(folder / "库")], capture_output=True, text=True, check=False
        )
        loaded = any(line.endswith(" torch") for line in shown.stderr.splitlines())
        took_one = time.perf_counter() - started
        print(f"命令行一问：{took_one:.2f} 秒，载入 torch：{loaded}")


if __name__ == "__main__":
    main()
