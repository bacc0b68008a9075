"""Admission: what becomes of each file of an ingest.

A file read before, in the same way, is left alone. Any other is read, put in the place
of what it held before, and arranged with the other files of the same report: as a
further source of it, or as an earlier or later edition.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.corrections import NO_CLUES, Clues, Correction
from corpus.editions import Arrangement, arrange, is_same_report
from corpus.errors import SourceError
from corpus.report import Passage, Report
from corpus.version import reader_version
from index.amendments import apply_amendments
from index.durable import file_sha256
from index.editions import EditionIndex, group_to_rows, reading_to_row
from index.intake import Candidate, IngestResult
from index.lexical import passage_to_terms
from index.sources import keep_source
from index.staged_store import StagedStore
from index.store import Store
from index.vectors import passage_to_text

Reader = Callable[[Path, Clues], Report]
"""Reads a file of which the clues are known; raises `SourceError` where it cannot."""


def already_held(store: Store, candidate: Candidate) -> IngestResult | None:
    """Return the result for a file that need not be read, None for the others."""
    path = candidate.path
    if candidate.refusal is not None:
        return IngestResult(path, "failed", None, candidate.refusal)
    editions = EditionIndex(store)
    try:
        digest = file_sha256(candidate.file)
    except OSError as error:
        return unreadable(path, error)
    held, before = editions.report_of_bytes(digest), editions.reading(str(path.resolve()))
    if held is None:
        return None
    if before is None:
        told = candidate.clues.correction != NO_CLUES.correction
        same = "与库中已有的文件内容相同"
        return None if told else IngestResult(path, "unchanged", held, same)
    same_way = before.version == _version(_told(candidate, before.said))
    if not same_way or editions.sha256_of(before.edition) != digest:
        return None
    return IngestResult(path, "unchanged", held, "内容没有变化")


def read_into(store: StagedStore, candidate: Candidate, reader: Reader, root: Path) -> IngestResult:
    """Read one file into the store, in place of what the same file held before.

    The library at `root` keeps a copy of the file.

    Raises:
        LibraryError: The disk refused.
    """
    path, key = candidate.path, str(candidate.path.resolve())
    editions = EditionIndex(store)
    before = editions.reading(key)
    clues = _told(candidate, before.said if before else Correction())
    try:
        report = reader(candidate.file, clues)
    except SourceError as error:
        return IngestResult(path, "failed", None, str(error))
    except OSError as error:
        return unreadable(path, error)
    copy = before is None and clues.correction == NO_CLUES.correction
    held = editions.report_of_bytes(report.sources[0].sha256)
    if held is not None and copy:
        return IngestResult(path, "unchanged", held, "与库中已有的文件内容相同")
    keep_source(root, candidate.file, report.sources[0].sha256)
    said = candidate.clues.correction.over(before.said) if before else candidate.clues.correction
    store.put_reading(reading_to_row(key, report.id, _version(clues), said))
    members, replaced = _take_out(store, report, before.edition if before else None)
    main = arrange(members).main
    for group in _by_key(members):
        arranged = arrange(group)
        _put(store, arranged)
        if report.id in (member.id for member in group):
            main, message = arranged.main, _message(report, arranged)
    if replaced:
        message += "；替换了原来的内容"
    if twins := store.reports_like(main):
        message += f"；注意：库中另有同一机关同一年度的报告 {'、'.join(twins)}"
    problems = main.problems if main.id == report.id else report.problems
    return IngestResult(path, "updated" if replaced else "added", main.id, message, problems)


def _take_out(store: StagedStore, report: Report, before: str | None) -> tuple[list[Report], bool]:
    """Take out of the store every file that `report` must be arranged with.

    Args:
        store: what is held.
        report: what was read from a file.
        before: what the same file held before.

    Returns:
        `report` and those files, without the one in whose place it comes; and whether
        there was one.
    """
    editions = EditionIndex(store)
    gone = {report.id}
    groups: list[str] = []
    for edition in dict.fromkeys((report.id, before)):
        home = editions.report_of(edition) if edition else None
        if edition is None or home is None:
            continue
        old = next(iter(store.reports([home])))
        if edition == report.id or _key(old) == _key(report):
            gone.add(edition)
            groups.append(home)
    replaced = bool(groups)
    long = {held.report for held in store.records.tables}
    for twin in store.reports_like(report):
        group = editions.group(twin) if twin not in long else []
        if twin not in groups and any(is_same_report(report, old) for old in group):
            groups.append(twin)
    members = [report]
    for home in dict.fromkeys(groups):
        # What is gone need not be read back, and long tables stand alone.
        lone = editions.is_alone(home) and home in gone
        members += [old for old in ([] if lone else editions.group(home)) if old.id not in gone]
        store.remove(home)
    return members, replaced


def _by_key(members: Sequence[Report]) -> list[list[Report]]:
    """Return `members` by report: a correction may have taken one file to another."""
    groups: dict[object, list[Report]] = {}
    for member in members:
        groups.setdefault(_key(member), []).append(member)
    return list(groups.values())


def _put(store: StagedStore, arranged: Arrangement) -> None:
    main = arranged.main
    store.put(
        main,
        None,
        [passage_to_terms(main.title, passage) for passage in main.passages],
        [_digest(passage) for passage in main.passages],
    )
    apply_amendments(store, main.id)
    store.put_group(main.id, *group_to_rows(arranged))


def _message(report: Report, arranged: Arrangement) -> str:
    data = len(report.facts) + sum(len(t.records) * len(t.fields) for t in report.records)
    message = f"{report.title}：{len(report.passages)} 段文字，{data} 个数据"
    if report.id in arranged.superseded:
        message += f"；库中已有更正后的版本 {arranged.main.id}，这一份不用于回答"
    elif arranged.superseded:
        old = "、".join(arranged.superseded)
        message += f"；是更正后的版本，原来的 {old} 保留，不再用于回答"
    elif len(arranged.sources) > 1:
        message += f"；与库中已有的文件是同一份报告（{len(arranged.disputes)} 处数字不同）"
    return message


def unreadable(path: Path, error: OSError) -> IngestResult:
    """Return the result for a file that the system does not let us read."""
    reason = "没有读取权限" if isinstance(error, PermissionError) else error.strerror or str(error)
    return IngestResult(path, "failed", None, f"文件读不出来（{reason}）；请检查后再试。")


def _key(report: Report) -> tuple[str | None, int | None, str]:
    return report.issuer, report.year, report.kind


def _told(candidate: Candidate, before: Correction) -> Clues:
    """Return the clues of a file with what was said of it at an earlier ingest."""
    return replace(candidate.clues, correction=candidate.clues.correction.over(before))


def _version(clues: Clues) -> str:
    """Return what decides how a file is read; the folder it came by does not count."""
    told = f"{reader_version()}{clues.name}{clues.correction}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _digest(passage: Passage) -> str:
    return hashlib.sha256(passage_to_text(passage).encode("utf-8")).hexdigest()
