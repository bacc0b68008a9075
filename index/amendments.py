"""Amendments: what people set right in a library by hand, kept with who, when and why.

Two kinds: a cell whose print cannot be told gets the figure somebody read off the
original, and a report gets its right issuer, year or kind. A printed figure is never
overwritten. With `index.store` and `index.staged_store`, the only SQL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from corpus.errors import UsageError
from corpus.quantity import parse_figure
from corpus.report import Fact, Origin, State
from index.staged_store import StagedStore
from index.store import Store

if TYPE_CHECKING:
    from index.library import Library

CELL = "cell"
REPORT_FIELDS = ("issuer", "year", "kind")
_TABLE = """CREATE TABLE IF NOT EXISTS amendments (
  target TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, was TEXT NOT NULL,
  name TEXT NOT NULL, day TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (target, field))"""
_COLUMNS = "target, field, value, was, name, day, reason"


@dataclass(frozen=True, slots=True)
class Amendment:
    """One thing set right: a report's field or a fact's figure."""

    target: str
    """Id of the report or the fact."""
    field: str
    value: str
    was: str
    """What was read, or printed, before."""
    name: str
    """Who set it right."""
    day: str
    """ISO date."""
    reason: str


def amendments(library: Library) -> list[Amendment]:
    """Return everything set right by hand, the latest first."""
    return _read(library.store)


def _read(store: Store) -> list[Amendment]:
    known = store.select("SELECT 1 FROM sqlite_master WHERE name = 'amendments'")
    if not known:
        return []
    rows = store.select(f"SELECT {_COLUMNS} FROM amendments ORDER BY day DESC, target, field")
    return [Amendment(*row) for row in rows]


def enter_cell(
    library: Library, fact_id: str, figure: str, name: str, day: str, reason: str
) -> Fact:
    """Enter the figure of a cell that could not be read, and return the cell as it is now.

    Raises:
        UsageError: There is no such cell, it is legible, or something is not filled in.
        LibraryLocked: Another process is writing.
    """
    fact = library.facts_by_id([fact_id]).get(fact_id)
    value = parse_figure(figure)
    _check(name, day, reason)
    if fact is None:
        raise UsageError("这一格已经不在库里了，请刷新后重试。")
    if fact.state is not State.UNREADABLE and fact.origin is not Origin.MANUAL:
        raise UsageError("只有原文无法辨认的格才能补录；印得清楚的数字不能改。")
    if value is None:
        raise UsageError(f"“{figure}”不是数字，请填阿拉伯数字，例如 124。")
    made = Amendment(fact_id, CELL, format(value, "f"), fact.raw, name, day, reason)
    library.amend(lambda store: _put(store, [made]))
    return library.facts_by_id([fact_id])[fact_id]


def correct_report(
    library: Library, report_id: str, said: dict[str, str], name: str, day: str, reason: str
) -> None:
    """Set a report's issuer, year or kind right; fields that are as they were stay.

    Raises:
        UsageError: There is no such report, or something is not filled in.
        LibraryLocked: Another process is writing.
    """
    report = library.report(report_id)
    _check(name, day, reason)
    made = []
    for field in REPORT_FIELDS:
        was, value = str(getattr(report, field) or ""), said.get(field, "").strip()[:100]
        if value and value != was:
            made.append(Amendment(report_id, field, value, was, name, day, reason))
    year = next((each.value for each in made if each.field == "year"), "2000")
    if not re.fullmatch(r"(?:19|20)[0-9]{2}", year):
        raise UsageError(f"年份“{year}”应当是四位数，例如 2023。")
    if not made:
        raise UsageError("没有改动：单位、年份、种类都与原来相同。")
    library.amend(lambda store: _put(store, made))


def apply_amendments(store: StagedStore, report_id: str) -> None:
    """Apply what was set right of a report that has been read in again."""
    own = {row[0] for row in store.select("SELECT id FROM facts WHERE report = ?", report_id)}
    _put(store, [each for each in _read(store) if each.target in own | {report_id}])


def _put(store: StagedStore, made: list[Amendment]) -> None:
    store.change(_TABLE, [()])
    for each in made:
        noted = (each.target, each.field, each.value, each.was, each.name, each.day, each.reason)
        store.change("INSERT OR REPLACE INTO amendments VALUES (?, ?, ?, ?, ?, ?, ?)", [noted])
        if each.field == CELL:
            state = State.ZERO if Decimal(each.value) == 0 else State.NUMBER
            store.change(
                "UPDATE facts SET value = ?, state = ?, origin = ? WHERE id = ?",
                [(each.value, state.value, Origin.MANUAL.value, each.target)],
            )
        elif each.field in REPORT_FIELDS:
            value = int(each.value) if each.field == "year" else each.value
            row = (value, each.target)
            store.change(f"UPDATE reports SET {each.field} = ? WHERE id = ?", [row])
            if each.field != "kind":
                store.change(f"UPDATE facts SET {each.field} = ? WHERE report = ?", [row])


def _check(name: str, day: str, reason: str) -> None:
    if not name or not reason:
        raise UsageError("请填写经手人和理由，改动都要留下记录。")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        raise UsageError("请填写日期。")
