"""What becomes of the pages a PDF reader found to be pictures of text.

With the extra `ocr` they are recognised, a few pages a process; without it, or where
the picture is too poor, the report is listed with one line that says so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.errors import SourceError
from corpus.readers.ocr import PAGE_FLOOR, is_available
from corpus.readers.sandbox import Limits, run
from corpus.readers.wire import bytes_to_document
from corpus.report import Block, Document, Fact, FactKind, Origin, Problem

SCAN = "scan"
"""Code of the Problem of a page without a text layer."""
INSTALL = "安装识别组件后可读取：pip install 'baogao[ocr]'"
_BATCH = 4
_LIMITS = Limits(memory=6 << 30, cpu=240, wall=480.0)


def settle_scans(document: Document, path: Path) -> Document:
    """Return `document` with its scanned pages recognised, or listed in one Problem."""
    numbers = [p.page for p in document.problems if p.code == SCAN and p.page is not None]
    if not numbers:
        return document
    document = replace(document, problems=tuple(p for p in document.problems if p.code != SCAN))
    if not is_available():
        message = f"{_pages(numbers)}是扫描的图片，没有文字层。{INSTALL}"
        return _with_problem(document, message, numbers)
    for batch in _batches(numbers):
        try:
            data = run(
                "corpus.readers.ocr:pages_to_bytes", path, str(path.resolve()), batch,
                limits=_LIMITS,
            )  # fmt: skip
        except SourceError as error:
            message = f"{_pages(batch)}是扫描的图片，没有识别成功：{error}"
            document = _with_problem(document, message, batch)
            continue
        head, _, rest = data.partition(b"\n")
        scores = {int(number): float(score) for number, score in json.loads(head).items()}
        document = _with_recognised(document, bytes_to_document(rest), scores)
    return document


def _with_recognised(document: Document, found: Document, scores: dict[int, float]) -> Document:
    good = {number: score for number, score in scores.items() if score >= PAGE_FLOOR}
    kept = [block for block in document.blocks if block.page not in good]
    merged = sorted([*kept, *found.blocks], key=_page_of)
    document = replace(
        document,
        blocks=tuple(merged),
        problems=(*document.problems, *found.problems),
        recognised=(*document.recognised, *sorted(good.items())),
    )
    poor = sorted(scores.keys() - good.keys())
    if not poor:
        return document
    return _with_problem(
        document, f"{_pages(poor)}是扫描的图片，字迹认不清，没有采用识别结果。", poor
    )


def mark_recognised(document: Document, facts: Sequence[Fact]) -> list[Fact]:
    """Return `facts`, those from the text of recognised pages marked as such."""
    scores = dict(document.recognised)
    if not scores:
        return list(facts)
    worst = min(scores.values())
    return [
        replace(fact, origin=Origin.OCR, confidence=min(0.99, scores.get(fact.page or 0, worst)))
        if fact.kind is FactKind.PROSE and (fact.page is None or fact.page in scores)
        else fact
        for fact in facts
    ]


def _with_problem(document: Document, message: str, numbers: Sequence[int]) -> Document:
    problem = Problem(SCAN, message, numbers[0])
    return replace(document, problems=(*document.problems, problem))


def _batches(numbers: Sequence[int]) -> list[list[int]]:
    return [list(numbers[i : i + _BATCH]) for i in range(0, len(numbers), _BATCH)]


def _page_of(block: Block) -> int:
    return block.page or 0


def _pages(numbers: Sequence[int]) -> str:
    """Return page numbers in words: 第1—3、5页."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return f"第{'、'.join(parts)}页"
