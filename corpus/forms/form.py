"""The statutory tables as data: which rows and columns a form has, and its sums.

Each edition of the annual report form is one TOML file beside this module
(`2019.toml`: 国办公开办函〔2019〕60号, `2021.toml`: 国办公开办函〔2021〕30号), readable and
editable by a domain expert.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from corpus.report import Path as HeadingPath

LETTER = re.compile(r"[\u3400-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class Sum:
    """A 勾稽关系: the labels on the left add up to those on the right.

    `over` says what the labels are: rows (the equation holds in every column) or
    columns (it holds in every row). Labels are indices into the form table.
    """

    over: Literal["rows", "columns"]
    left: tuple[int, ...]
    right: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """One table of a form. A table without row labels has a single row `()`."""

    form: str
    kind: str
    name: str
    section: str
    anchor: str
    header: str
    rows: tuple[HeadingPath, ...]
    columns: tuple[HeadingPath, ...]
    units: tuple[tuple[str, str], ...]
    sums: tuple[Sum, ...]
    spoken_rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For row labels the words running text has for them."""
    spoken_columns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For column labels the words running text has for them."""

    def unit(self, column: HeadingPath) -> str | None:
        """Return the unit the form prescribes for `column`, None if it has none."""
        units = dict(self.units)
        return units.get(column[-1], units.get("*"))


@dataclass(frozen=True, slots=True)
class Form:
    """An edition of the statutory form."""

    id: str
    name: str
    first_year: int
    last_year: int | None
    tables: tuple[FormTable, ...]


def letters(text: str) -> str:
    """Return only the ideographs and Latin letters of `text`: what labels are compared by."""
    return "".join(LETTER.findall(text))


@cache
def load_forms() -> tuple[Form, ...]:
    """Return all editions, oldest first."""
    forms = []
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        with path.open("rb") as file:
            forms.append(_form(tomllib.load(file)))
    return tuple(forms)


def _form(data: dict[str, Any]) -> Form:
    tables = tuple(_table(data["id"], table) for table in data["table"])
    return Form(data["id"], data["name"], data["first_year"], data.get("last_year"), tables)


def _table(form: str, data: dict[str, Any]) -> FormTable:
    rows, columns = data["rows"], data["columns"]
    return FormTable(
        form=form,
        kind=data["kind"],
        name=data["name"],
        section=data["section"],
        anchor=data["anchor"],
        header=data["header"],
        rows=tuple(_path(row) for row in rows) or ((),),
        columns=tuple(_path(column) for column in columns),
        units=tuple(data["units"].items()),
        sums=tuple(
            Sum(
                entry["over"],
                _indices(entry["left"], rows if entry["over"] == "rows" else columns),
                _indices(entry["right"], rows if entry["over"] == "rows" else columns),
            )
            for entry in data.get("sum", [])
        ),
        spoken_rows=_words(data, "rows"),
        spoken_columns=_words(data, "columns"),
    )


def _words(data: dict[str, Any], axis: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    spoken = data.get("spoken", {}).get(axis, {})
    return tuple((label, tuple(words)) for label, words in spoken.items())


def _path(label: str) -> HeadingPath:
    return tuple(label.split(" › "))


def _indices(labels: list[str], known: list[str]) -> tuple[int, ...]:
    return tuple(known.index(label) for label in labels)
