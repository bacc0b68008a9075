"""Editions in the library: the files of one report, and how each was read.

Beside the report that answers, every file it was made of is kept whole, so that the
files of a report can be arranged anew when one comes or goes; where they differ is kept
by fact. The SQL of these tables is here.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from corpus.corrections import Correction
from corpus.editions import Arrangement, Dispute
from corpus.report import Problem, Report, Source
from index.rows import (
    Row,
    fact_to_row,
    identity_to_json,
    json_to_identity,
    json_to_sections,
    passage_to_row,
    row_to_fact,
    row_to_passage,
    sections_to_json,
    to_json,
)
from index.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS identities (
  report TEXT PRIMARY KEY REFERENCES reports ON DELETE CASCADE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS readings (
  path TEXT PRIMARY KEY, edition TEXT NOT NULL, version TEXT NOT NULL, said TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS editions (
  id TEXT PRIMARY KEY, report TEXT NOT NULL REFERENCES reports ON DELETE CASCADE,
  superseded INTEGER NOT NULL, sha256 TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS disputes (
  fact TEXT NOT NULL, report TEXT NOT NULL REFERENCES reports ON DELETE CASCADE,
  other TEXT NOT NULL, source TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS editions_report ON editions (report);
CREATE INDEX IF NOT EXISTS disputes_fact ON disputes (fact);
"""
"""Tables that a library written by an earlier version lacks."""
_HEADER = ("id", "title", "issuer", "year", "kind", "source_url", "published", "pages")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """How a file was read."""

    edition: str
    """Id of what was read from it."""
    version: str
    said: Correction
    """What was said of it on the command line, now or before."""


class EditionIndex:
    """The editions of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        made = store.select("SELECT 1 FROM sqlite_master WHERE name = 'editions'")
        self._made = bool(made)

    def reading(self, path: str) -> ReadFile | None:
        """Return how the file at `path` was read, None if it never was."""
        rows = self._select("SELECT edition, version, said FROM readings WHERE path = ?", path)
        if rows:
            said = json.loads(rows[0][2])
            said["missing"] = tuple(said["missing"])
            return ReadFile(rows[0][0], rows[0][1], Correction(**said))
        report = self._store.report_of_file(path)
        return ReadFile(report, "", Correction()) if report else None

    def report_of_bytes(self, sha256: str) -> str | None:
        """Return the report that has a file with this SHA-256, of whatever edition."""
        rows = self._select("SELECT report FROM editions WHERE sha256 = ?", sha256)
        return rows[0][0] if rows else self._store.report_of_bytes(sha256)

    def sha256_of(self, edition: str) -> str | None:
        """Return the SHA-256 of the file of `edition`, None if it is not held."""
        rows = self._select("SELECT sha256 FROM editions WHERE id = ?", edition)
        if rows:
            return str(rows[0][0])
        return next((r.sources[0].sha256 for r in self._store.reports([edition])), None)

    def sha256s(self) -> list[str]:
        """Return the SHA-256 of every file held, of earlier editions too."""
        rows = self._select("SELECT sha256 FROM editions")
        held = (source.sha256 for r in self._store.reports() for source in r.sources)
        return [*(row[0] for row in rows), *held]

    def report_of(self, edition: str) -> str | None:
        """Return the report that `edition` belongs to, None if it is not held."""
        rows = self._select("SELECT report FROM editions WHERE id = ?", edition)
        if rows:
            return str(rows[0][0])
        return edition if self._store.reports([edition]) else None

    def is_alone(self, report: str) -> bool:
        """Tell whether `report` was read from one file only."""
        return not self._select("SELECT 1 FROM editions WHERE report = ? LIMIT 1", report)

    def group(self, report: str) -> list[Report]:
        """Return every file of `report` as it was read."""
        rows = self._select("SELECT body FROM editions WHERE report = ? ORDER BY id", report)
        if rows:
            return [json_to_report(row[0]) for row in rows]
        whole = self._store.report(report)
        if whole is None:
            return []
        facts = tuple(self._store.facts(report))
        return [replace(whole, facts=facts, passages=tuple(self._store.passages(report)))]

    def superseded(self, report: str) -> list[Report]:
        """Return the headers of the earlier editions of `report`."""
        rows = self._select(
            "SELECT body FROM editions WHERE report = ? AND superseded ORDER BY id", report
        )
        return [json_to_report(row[0]) for row in rows]

    def disputes(self, report: str) -> list[Dispute]:
        """Return the cells of `report` that another of its sources prints differently."""
        rows = self._select(
            "SELECT fact, other, source FROM disputes WHERE report = ? ORDER BY rowid", report
        )
        facts = self._store.facts_by_id(row[0] for row in rows)
        return [
            Dispute(
                facts[fact], row_to_fact(tuple(json.loads(other))), Source(**json.loads(source))
            )
            for fact, other, source in rows
            if fact in facts
        ]

    def _select(self, sql: str, *args: object) -> list[Row]:
        return self._store.select(sql, *args) if self._made else []


def group_to_rows(arranged: Arrangement) -> tuple[list[Row], list[Row]]:
    """Return the rows of `editions` and of `disputes`; a report of one file has none."""
    if len(arranged.members) == 1:
        return [], []
    main = arranged.main.id
    editions: list[Row] = [
        (
            member.id,
            main,
            int(member.id in arranged.superseded),
            member.sources[0].sha256,
            report_to_json(member),
        )
        for member in arranged.members
    ]
    return editions, [_dispute_to_row(main, dispute) for dispute in arranged.disputes]


def _dispute_to_row(main: str, dispute: Dispute) -> Row:
    other = to_json(fact_to_row(dispute.other))
    return dispute.fact.id, main, other, to_json(asdict(dispute.source))


def reading_to_row(path: str, edition: str, version: str, said: Correction) -> Row:
    """Return the row of `readings`."""
    return path, edition, version, to_json(asdict(said))


def report_to_json(report: Report) -> str:
    """Return a report without long tables as JSON."""
    return to_json(
        {
            "header": [getattr(report, name) for name in _HEADER],
            "identity": identity_to_json(report),
            "sources": [asdict(source) for source in report.sources],
            "problems": [asdict(problem) for problem in report.problems],
            "sections": sections_to_json(report.sections),
            "passages": [passage_to_row(passage) for passage in report.passages],
            "facts": [fact_to_row(fact) for fact in report.facts],
        }
    )


def json_to_report(text: str) -> Report:
    """Return the report that `report_to_json` wrote."""
    body: dict[str, Any] = json.loads(text)
    return Report(
        **dict(zip(_HEADER, body["header"], strict=True)),
        sources=tuple(Source(**source) for source in body["sources"]),
        problems=tuple(Problem(**problem) for problem in body["problems"]),
        sections=json_to_sections(body["sections"]),
        passages=tuple(row_to_passage(tuple(row)) for row in body["passages"]),
        facts=tuple(row_to_fact(tuple(row)) for row in body["facts"]),
        **json_to_identity(body["identity"]),
    )
