"""The ledger: what checking every report found, kept so that nothing is checked twice.

Findings are worked out issuer by issuer in a thread that leaves most of its time to
whoever is asking, and written to `checks.jsonl` in the service's folder, a line a
report. They hold as long as the issuer's figures, the words and the code are the same.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import qa
from corpus.checks import Result
from corpus.report import Report
from corpus.version import reader_version
from index.library import Library
from qa.answerer import Answerer
from qa.desk import Counter, Desk

FILE = "checks.jsonl"
FEW = 50
"""Reports that are checked without a pause between issuers."""
_CODE = ("*.py", "statutory/*.py", "understanding/*.py", "understanding/*.toml")


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words, with the facts it rests on by id."""

    rule: str
    result: str
    message: str
    operands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings on one report, without those that hold, and how many hold."""

    findings: tuple[Told, ...]
    holding: int


class Ledger:
    """The findings on every report of one generation, worked out in a thread of its own."""

    def __init__(self, counter: Counter, state: Path | None) -> None:
        """Begin.

        Args:
            counter: What is checked.
            state: Folder the findings are kept in, if anywhere.
        """
        self._counter = counter
        self._file = state / FILE if state is not None else None
        self.total = len(counter.holdings.reports)
        self.checked: dict[str, Checked] = {}
        self.done = threading.Event()
        threading.Thread(target=self._work, name="checks", daemon=True).start()

    def _work(self) -> None:
        issuers: dict[str, list[Report]] = {}
        for report in self._counter.holdings.reports:
            issuers.setdefault(report.issuer or report.id, []).append(report)
        marks = _digests(self._counter.library)
        keys = {
            report.id: _key(report, reports, marks, self._counter.words)
            for reports in issuers.values()
            for report in reports
        }
        known = _read(self._file)
        self.checked |= {r: known[key] for r, key in keys.items() if key in known}
        missing = {
            issuer: reports
            for issuer, reports in issuers.items()
            if any(report.id not in self.checked for report in reports)
        }
        answerer = self._counter.answerer.apart()
        for reports in missing.values():
            begun = time.perf_counter()
            for report in reports:
                self.checked[report.id] = _check(answerer, report.id)
            answerer.forget()
            if len(keys) > FEW:
                time.sleep(time.perf_counter() - begun)
        if missing:
            _write(self._file, {keys[r]: found for r, found in self.checked.items()})
        self.done.set()


@lru_cache(maxsize=1)
def _ledger(counter: Counter, state: Path | None) -> Ledger:
    return Ledger(counter, state)


def ledger(desk: Desk) -> Ledger:
    """Return the findings of the newest generation, begun when first asked for."""
    return _ledger(desk.counter(), desk.state)


def _check(answerer: Answerer, report: str) -> Checked:
    findings = answerer.findings(report)
    told = tuple(
        Told(f.rule, f.result.value, f.message, tuple(fact.id for fact in f.operands))
        for f in findings
        if f.result is not Result.PASS
    )
    return Checked(told, len(findings) - len(told))


def _digests(library: Library) -> dict[str, str]:
    """Return for each report a hash of its figures."""
    rows = library.store.select(
        "SELECT report, group_concat(id || coalesce(value, '') || state || coalesce(year, ''), '')"
        " FROM facts GROUP BY report"
    )
    return {report: hashlib.sha256(str(text).encode()).hexdigest() for report, text in rows}


def _key(report: Report, around: Sequence[Report], marks: Mapping[str, str], words: str) -> str:
    parts = [report.id, _recipe(), words]
    for each in around:
        parts += [marks.get(each.id, ""), str(each.year), *(s.sha256 for s in each.sources)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@cache
def _recipe() -> str:
    """Return a hash of the code and words that decide what a check finds."""
    root = Path(qa.__file__).parent
    digest = hashlib.sha256(reader_version().encode())
    for path in sorted(path for part in _CODE for path in root.glob(part)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(file: Path | None) -> dict[str, Checked]:
    """Return the findings kept, by key; a line that is none is worked out again."""
    if file is None or not file.is_file():
        return {}
    found: dict[str, Checked] = {}
    for line in file.read_text("utf-8", errors="replace").splitlines():
        with suppress(ValueError, TypeError, KeyError):
            kept: dict[str, Any] = json.loads(line)
            told = tuple(Told(a, b, c, tuple(map(str, d))) for a, b, c, d in kept["told"])
            found[kept["key"]] = Checked(told, int(kept["holding"]))
    return found


def _write(file: Path | None, found: Mapping[str, Checked]) -> None:
    if file is None:
        return
    lines = (
        json.dumps(
            {
                "key": key,
                "holding": each.holding,
                "told": [[t.rule, t.result, t.message, t.operands] for t in each.findings],
            },
            ensure_ascii=False,
        )
        for key, each in found.items()
    )
    part = file.with_suffix(".part")
    # Where nothing can be kept, everything is worked out again the next time.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.write_text("\n".join(lines) + "\n", "utf-8")
        part.replace(file)
