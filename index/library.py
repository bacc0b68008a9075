"""Library: the façade over everything ingested — open, ingest, remove, look up, search.

    with Library.open("库", create=True) as library:
        library.ingest([Path("报告.txt")])
        library.search("主动公开", k=5)

Reading goes through one `Snapshot`; writing builds the next generation, then swaps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Self

from corpus.corrections import Correction
from corpus.editions import Dispute
from corpus.errors import LibraryError, UsageError
from corpus.reading import read_report
from corpus.report import Fact, Passage, Report
from index.admission import Reader, already_held, read_into
from index.building import (
    Progress,
    embed,
    recipe_of,
    segment_again,
    silence,
    staged_store,
    write_indexes,
)
from index.durable import disk_errors
from index.editions import EditionIndex
from index.embedding import Embedder, Encoder
from index.generations import Recipe, collect, current_name, is_foreign, pin, publish, write_lock
from index.intake import IngestResult, open_candidates
from index.records import RecordIndex
from index.rows import Indicator
from index.snapshot import Hit, Snapshot, positive
from index.sources import damaged_sources, drop_sources, source_file
from index.staged_store import StagedStore
from index.store import Store

__all__ = ["Hit", "Indicator", "IngestResult", "Library"]


class Library:
    """A directory with everything that was ingested into it."""

    def __init__(self, root: Path, encoder: Encoder) -> None:
        """Open the current generation of `root`; callers use `open`."""
        self.directory = root
        self._encoder = encoder
        self._snapshot = Snapshot(pin(root))

    @classmethod
    def open(
        cls, directory: str | Path, *, create: bool = False, encoder: Encoder | None = None
    ) -> Library:
        """Open a library and prove it intact; with `create` also a new, empty one.

        The model (`encoder`, by default the configured one) is loaded when first needed.

        Raises:
            LibraryError: There is no library, or not a usable one.
            LibraryDamaged: A file is missing or differs from its manifest.
        """
        root = Path(directory).expanduser()
        empty = LibraryError(f"库“{root}”还是空的；请先运行 baogao ingest 加入报告。")
        with disk_errors(root, "打开"):
            if create:
                root.mkdir(parents=True, exist_ok=True)
            elif not root.is_dir():
                raise empty
            foreign = is_foreign(root)
        library = cls(root, encoder or Embedder())
        if library.generation is None and (foreign or not create):
            library.close()
            if foreign:
                raise LibraryError(f"目录“{root}”里有别的文件，不是库；请换一个空目录。")
            raise empty
        return library

    def close(self) -> None:
        """Close all files. The library cannot be used afterwards."""
        self._snapshot.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    @property
    def generation(self) -> str | None:
        """Name of the generation being read, None while nothing was ingested."""
        return self._snapshot.generation

    def refresh(self) -> bool:
        """Move on to the newest generation, if another process has published one."""
        if current_name(self.directory) == self.generation:
            return False
        self._snapshot = Snapshot(pin(self.directory))
        return True

    def newest(self) -> Library:
        """Return this library or, once more is published, another: this one stays as it is."""
        if current_name(self.directory) == self.generation:
            return self
        return Library(self.directory, self._encoder)

    def apart(self) -> Library:
        """Return this library opened once more, to write through while this one is read."""
        return Library(self.directory, self._encoder)

    # Writing

    def ingest(
        self,
        paths: Iterable[Path],
        *,
        said: Correction | None = None,
        progress: Progress = silence,
        reader: Reader = read_report,
    ) -> list[IngestResult]:
        """Read files, archives and folders into the library; one result a file.

        A file that cannot be read is a result, not an exception; the others go in.
        What is `said` of the files is believed before what they say themselves.
        Everything is published at once, and nothing where nothing has changed.

        Raises:
            LibraryLocked: Another process is writing.
            LibraryError: The disk refused; the library is as it was.
            ModelError: The embedding model cannot be loaded; likewise.
        """
        with (
            open_candidates((Path(path) for path in paths), said) as candidates,
            write_lock(self.directory),
        ):
            self.refresh()
            store = self._snapshot.store
            results = [already_held(store, candidate) for candidate in candidates]
            stale = self._snapshot.is_stale(self._encoder)
            if None in results or stale:
                with staged_store(self.directory, self._snapshot.pin) as (stage, staged):
                    for place, candidate in enumerate(candidates):
                        progress(place, len(candidates), f"读取 {candidate.path.name}")
                        if results[place] is None:
                            results[place] = read_into(staged, candidate, reader, self.directory)
                    progress(len(candidates), len(candidates), "读取完成")
                    if stale or any(r and r.status in ("added", "updated") for r in results):
                        recipe = recipe_of(self._encoder)
                        if stale:
                            segment_again(staged)
                        embed(staged, self._encoder, progress)
                        self._publish(stage, staged, recipe)
        return [result for result in results if result is not None]

    def remove(self, report_id: str) -> None:
        """Take a report out of the library.

        Raises:
            UsageError: No such report; otherwise as `ingest`.
        """
        self._header(report_id)
        self.amend(lambda store: store.remove(report_id))

    def amend(self, change: Callable[[StagedStore], None]) -> None:
        """Publish what `change` makes of the store; nothing where nothing is held."""
        with write_lock(self.directory):
            self.refresh()
            if (pinned := self._snapshot.pin) is not None:
                with staged_store(self.directory, pinned) as (stage, store):
                    change(store)
                    self._publish(stage, store, pinned.manifest.recipe)

    # Reading

    def reports(self) -> list[Report]:
        """Return the headers of all reports, by issuer and year; bodies are empty."""
        return self._snapshot.store.reports()

    def report(self, report_id: str) -> Report:
        """Return a report with its sections; passages and facts have their own calls.

        Raises:
            UsageError: No such report.
        """
        return self._snapshot.store.report(report_id) or self._header(report_id)

    def files(self, report_id: str) -> list[Path]:
        """Return where the files of a report were read from."""
        return [Path(path) for path in self._snapshot.store.files_of_report(report_id)]

    def disputes(self, report_id: str) -> list[Dispute]:
        """Return the cells of a report that another of its sources prints differently."""
        return EditionIndex(self._snapshot.store).disputes(report_id)

    def superseded(self, report_id: str) -> list[Report]:
        """Return the earlier editions of a report, which are kept but not answered from."""
        return EditionIndex(self._snapshot.store).superseded(report_id)

    def fact_count(self, report_id: str) -> int:
        """Return the number of facts of a report."""
        return self._snapshot.store.fact_count(report_id)

    def facts(
        self,
        report: str | None = None,
        year: int | None = None,
        issuer: str | None = None,
        *,
        indicator: Indicator | None = None,
    ) -> list[Fact]:
        """Return the facts that meet every condition given, in document order.

        `issuer` is a name, or a part of names where nobody is called exactly so.
        """
        years, issuers = [year] if year is not None else [], [issuer] if issuer else []
        return self._snapshot.store.facts(report, years, issuers, indicator=indicator)

    @property
    def store(self) -> Store:
        """What is stored, for the modules of this package."""
        return self._snapshot.store

    @property
    def records(self) -> RecordIndex:
        """The long tables (one row an entity and year) and their cells."""
        return self._snapshot.store.records

    def facts_by_id(self, ids: Iterable[str]) -> dict[str, Fact]:
        """Return the known ones of `ids`, in that order."""
        return self._snapshot.store.facts_by_id(ids)

    def table(self, report_id: str, table_name: str) -> list[Fact]:
        """Return the cells of a table, in document order."""
        return self._snapshot.store.facts(report_id, table=table_name)

    def reports_with_tables(self) -> list[str]:
        """Return the ids of the reports that hold tables of no statutory form."""
        return self._snapshot.store.reports_with_tables()

    def indicators(self) -> list[Indicator]:
        """Return what the cells of statutory tables are called, without repetition."""
        return self._snapshot.store.indicators()

    def passages(self, report: str | None = None) -> list[Passage]:
        """Return the passages of one report, or of all, in document order."""
        return self._snapshot.store.passages(report)

    def passages_by_id(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Return the known ones of `ids`, in that order."""
        return self._snapshot.store.passages_by_id(ids)

    def search(
        self, query: str, k: int = 10, years: Sequence[int] = (), issuers: Sequence[str] = ()
    ) -> list[Hit]:
        """Return up to `k` passages by words and meaning together, best first.

        Raises:
            ModelError: The embedding model cannot be loaded; `lexical_search` does
                without it.
            LibraryError: The library was built with another model or lexicon.
        """
        return self._snapshot.search(query, positive(k), years, issuers, self._encoder)

    def lexical_search(
        self, query: str, k: int = 10, years: Sequence[int] = (), issuers: Sequence[str] = ()
    ) -> list[Hit]:
        """Return up to `k` passages by BM25 alone, without the embedding model.

        Raises:
            LibraryError: The library was built with another lexicon.
        """
        return self._snapshot.lexical_search(query, positive(k), years, issuers)

    def verify(self) -> list[str]:
        """Prove every byte again and the indexes against each other; empty = intact."""
        return self._snapshot.findings() + damaged_sources(self.directory)

    def source_file(self, sha256: str) -> Path | None:
        """Return the kept copy of the file a report was read from, None without one."""
        return source_file(self.directory, sha256)

    def _publish(self, stage: Path, store: StagedStore, recipe: Recipe) -> None:
        write_indexes(self.directory, stage, store, recipe)
        try:
            publish(self.directory, stage, recipe)
        finally:
            # Also where publishing went through but its durability is in doubt.
            self.refresh()
        collect(self.directory)
        drop_sources(self.directory, EditionIndex(self._snapshot.store).sha256s())

    def _header(self, report_id: str) -> Report:
        headers = self._snapshot.store.reports([report_id])
        if not headers:
            raise UsageError(f"库中没有报告“{report_id}”；运行 baogao reports 查看已有的报告。")
        return headers[0]
