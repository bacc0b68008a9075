"""Fields: what a form of the workbench sent, taken apart without trusting any of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LONGEST = 2000
"""Characters of one entry."""
MOST = 2000
"""Entries of one field: ticked boxes."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What is to be done, and the entries of each field in order."""

    act: str = ""
    entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, name: str, otherwise: str = "") -> str:
        """Return the first entry of a field without white space around it."""
        return next(iter(self.entries.get(name, ())), otherwise).strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Return all entries of a field that are not empty."""
        return tuple(entry for entry in self.entries.get(name, ()) if entry)

    def number(self, name: str, otherwise: int) -> int:
        """Return a field as a whole number of at most six digits."""
        text = self.one(name)
        known = text.isascii() and text.isdigit() and len(text) <= 6
        return int(text) if known else otherwise

    def within(self, years: Sequence[int]) -> tuple[int, ...]:
        """Return those of `years` from the field 起 to the field 止, all where both are open."""
        first, last = self.number("from", 0), self.number("to", 0) or 9999
        return tuple(year for year in years if first <= year <= last)

    @property
    def all_years(self) -> bool:
        """Whether no year was chosen."""
        return not self.one("from") and not self.one("to")


def event_to_fields(data: object) -> Fields:
    """Return the fields a browser sent as `{"act": …, "fields": {name: [entry, …]}}`.

    Whatever has another shape is left out.
    """
    if not isinstance(data, Mapping):
        return Fields()
    act, sent = data.get("act"), data.get("fields")
    entries: dict[str, tuple[str, ...]] = {}
    if isinstance(sent, Mapping):
        for name, value in sent.items():
            several = value if isinstance(value, list) else [value]
            kept = [entry[:LONGEST] for entry in several[:MOST] if isinstance(entry, str)]
            if isinstance(name, str) and kept:
                entries[name] = tuple(kept)
    return Fields(act[:40] if isinstance(act, str) else "", entries)


def pairs_to_fields(pairs: Iterable[tuple[str, str]]) -> Fields:
    """Return the fields of an address's query."""
    entries: dict[str, tuple[str, ...]] = {}
    for name, value in list(pairs)[:MOST]:
        entries[name] = (*entries.get(name, ()), value[:LONGEST])
    return Fields("", entries)
