"""The library under damage, a full disk, and others who read and write at the same time."""

import os
import threading
from pathlib import Path

import pytest

from corpus.errors import LibraryDamaged, LibraryError, LibraryLocked
from index.generations import write_lock
from index.library import Library
from tests.encoders import HashingEncoder
from tests.index.reports import read_toy, statuses, write_toy


def test_flipped_bit_in_any_published_file_is_refused(library: Library) -> None:
    assert library.verify() == []
    files = [
        path
        for path in library.directory.rglob("*")
        if path.is_file() and path.stat().st_size and path.parent.name != "files"
    ]
    assert len(files) >= 8
    for path in files:
        if path.name == "LOCK":
            continue
        good = path.read_bytes()
        for place in {0, len(good) // 3, len(good) - 1}:
            path.write_bytes(good[:place] + bytes([good[place] ^ 4]) + good[place + 1 :])
            with pytest.raises(LibraryDamaged, match="已损坏"):
                Library.open(library.directory)
            if path.parent != library.directory and path.name != "MANIFEST.json":
                assert "已损坏" in library.verify()[0]
        path.write_bytes(good)
    Library.open(library.directory, encoder=HashingEncoder()).close()


def test_damage_since_opening_is_not_published_as_good(library: Library, tmp_path: Path) -> None:
    (database,) = library.directory.glob("gen-*/library.db")
    data = bytearray(database.read_bytes())
    data[-10] ^= 1
    database.write_bytes(data)
    path = write_toy(tmp_path / "new.txt", "城南区", 2020)
    with pytest.raises(LibraryDamaged):
        library.ingest([path], reader=read_toy)


def test_second_writer_is_refused_and_readers_are_not(library: Library, folder: Path) -> None:
    with write_lock(library.directory):
        with pytest.raises(LibraryLocked, match=str(os.getpid())):
            library.ingest([folder], reader=read_toy)
        with pytest.raises(LibraryLocked):
            library.remove(library.reports()[0].id)
        with Library.open(library.directory, encoder=HashingEncoder()) as reader:
            assert reader.lexical_search("主动公开")


def test_full_disk_leaves_the_library_as_it_was(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_toy(tmp_path / "new.txt", "城南区", 2020)
    before = library.generation, library.facts()

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(LibraryError, match="磁盘已满"):
            library.ingest([path], reader=read_toy)
    assert (library.generation, library.facts()) == before
    assert library.search("主动公开")
    assert statuses(library.ingest([path], reader=read_toy)) == ["added"]


def test_reader_keeps_its_generation_until_it_moves_on(library: Library, tmp_path: Path) -> None:
    with Library.open(library.directory, encoder=HashingEncoder()) as reader:
        generation = reader.generation
        assert reader.refresh() is False
        for year in range(2010, 2016):
            path = write_toy(tmp_path / f"{year}.txt", "城南区", year)
            library.ingest([path], reader=read_toy)
        assert len(reader.reports()) == 3
        assert reader.search("主动公开")
        assert (library.directory / str(generation)).is_dir()
        assert reader.refresh() is True
        assert len(reader.reports()) == 9
    path = write_toy(tmp_path / "2016.txt", "城南区", 2016)
    library.ingest([path], reader=read_toy)
    assert not (library.directory / str(generation)).exists()


def test_writer_builds_on_what_another_published(library: Library, tmp_path: Path) -> None:
    with Library.open(library.directory, encoder=HashingEncoder()) as other:
        path = write_toy(tmp_path / "x.txt", "城南区", 2020)
        other.ingest([path], reader=read_toy)
    path = write_toy(tmp_path / "y.txt", "城北区", 2020)
    library.ingest([path], reader=read_toy)
    assert len(library.reports()) == 5


def test_answers_under_publishing_belong_to_one_generation(tmp_path: Path) -> None:
    """Every published state has equal values throughout, so a mixture would show."""
    path = tmp_path / "x.txt"
    mixed: list[set[int]] = []
    stop = threading.Event()
    with Library.open(tmp_path / "lib", create=True, encoder=HashingEncoder()) as library:
        write_toy(path, "城南区", 2020, values="0 0 0 0")
        library.ingest([path], reader=read_toy)

        def ask() -> None:
            while not stop.is_set():
                values = {int(fact.value or 0) for fact in library.facts()}
                if len(values) != 1 or len(library.search("主动公开", k=4)) != 4:
                    mixed.append(values)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(1, 9):
            write_toy(path, "城南区", 2020, values=" ".join([str(number)] * 4))
            (result,) = library.ingest([path], reader=read_toy)
            assert result.status == "updated"
        stop.set()
        for thread in threads:
            thread.join()
        assert mixed == []
        assert {int(fact.value or 0) for fact in library.facts()} == {8}
