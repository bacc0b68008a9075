"""读入: uploaded files into the library, with progress, and what became of each of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from corpus.errors import BaogaoError
from index.library import IngestResult
from qa.desk import Desk
from qa.workbench.markup import message

_STEP = 0.3
"""Seconds between two looks at how far it is."""
_MARKS = {"added": "已读入", "updated": "已更新", "unchanged": "已在库中", "failed": "没有读成"}


class _Run:
    """One ingest in a thread of its own."""

    def __init__(self, desk: Desk, paths: Sequence[Path]) -> None:
        self.done, self.total, self.what = 0, len(paths), "准备读取"
        self.results: list[IngestResult] = []
        self.error = ""
        self._desk, self._paths = desk, paths
        self.thread = threading.Thread(target=self._work, name="ingest", daemon=True)

    def _work(self) -> None:
        try:
            with self._desk.library.apart() as writer:
                self.results = writer.ingest(self._paths, progress=self._note)
        except BaogaoError as error:
            self.error = str(error)

    def _note(self, done: int, total: int, what: str) -> None:
        self.done, self.total, self.what = done, total, what


def intake_steps(desk: Desk, names: Sequence[str]) -> Iterator[str]:
    """Read the uploaded files in; yield how far it is, and at last what became of each."""
    if not names:
        yield message("请先选择文件。", "alert")
        return
    run = _Run(desk, [Path(name) for name in names])
    run.thread.start()
    while run.thread.is_alive():
        words = f"{run.what}（{run.done}/{run.total}）"
        yield (
            f'<p class="desk-message" role="status">{escape(words)} '
            f'<progress max="{max(run.total, 1)}" value="{run.done}">{escape(words)}</progress></p>'
        )
        run.thread.join(_STEP)
        time.sleep(0)
    desk.counter(wait=True)
    if run.error:
        yield message(run.error, "alert")
    else:
        yield results_to_html(run.results)


def results_to_html(results: Sequence[IngestResult]) -> str:
    """Return what became of each file and what of it could not be read."""
    failed = sum(result.status == "failed" for result in results)
    head = f"{len(results) - failed}个文件已在库中" + (f"，{failed}个没有读成" if failed else "")
    items = "".join(_result(result) for result in results)
    return (
        f'<h2 class="desk-count" tabindex="-1" data-focus>{head}</h2>'
        f'<ul class="desk-reports">{items}</ul>'
    )


def _result(result: IngestResult) -> str:
    style = "desk-fail" if result.status == "failed" else "desk-done"
    problems = "".join(
        f"<li>{f'第{p.page}页：' if p.page else ''}{escape(p.message)}</li>"
        for p in result.problems
    )
    listed = (
        f"<details><summary>{len(result.problems)}处没有读准</summary><ul>{problems}</ul></details>"
        if problems
        else ""
    )
    mark = f'<b class="{style}">{_MARKS[result.status]}</b>'
    return (
        f"<li><span>{mark} {escape(result.path.name)}</span>"
        f'<span class="desk-place">{escape(result.message)}</span>{listed}</li>'
    )
