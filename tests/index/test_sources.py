"""Copies of the source files a library keeps beside its generations."""

import hashlib
from pathlib import Path

import pytest

from corpus.errors import LibraryError
from index.library import Library
from index.sources import drop_sources, keep_source, source_file
from tests.encoders import HashingEncoder
from tests.index.reports import read_toy, write_toy


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_source_is_kept_until_the_last_report_that_uses_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    write_toy(file, "城东区人民政府", 2019, "累计公开信息。", "1 2")
    data, digest = file.read_bytes(), sha256(file)
    with Library.open(tmp_path / "lib", create=True, encoder=HashingEncoder()) as library:
        (result,) = library.ingest([file], reader=read_toy)
        file.unlink()
        kept = library.source_file(digest)
        assert kept is not None
        assert kept.read_bytes() == data
        assert library.verify() == []
        kept.write_bytes(b"other")
        (finding,) = library.verify()
        assert digest[:12] in finding
        assert library.source_file("../CURRENT") is None
        assert library.source_file("0" * 64) is None
        assert result.report is not None
        library.remove(result.report)
        assert library.source_file(digest) is None
    with Library.open(tmp_path / "lib", encoder=HashingEncoder()) as library:
        assert library.reports() == []


def test_new_bytes_replace_the_old_copy(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    write_toy(file, "城东区人民政府", 2019, "累计公开信息。", "1 2")
    first = sha256(file)
    with Library.open(tmp_path / "lib", create=True, encoder=HashingEncoder()) as library:
        library.ingest([file], reader=read_toy)
        write_toy(file, "城东区人民政府", 2019, "累计公开信息。", "1 3")
        library.ingest([file], reader=read_toy)
        assert library.source_file(first) is None
        assert library.source_file(sha256(file)) is not None


def test_file_that_changed_since_it_was_read_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"now")
    keep_source(tmp_path, file, "0" * 64)
    assert list((tmp_path / "files").iterdir()) == []
    keep_source(tmp_path, file, sha256(file))
    assert source_file(tmp_path, sha256(file)) is not None
    drop_sources(tmp_path, [])
    assert list((tmp_path / "files").iterdir()) == []


def test_disk_that_refuses_says_so(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"now")
    (tmp_path / "files").write_bytes(b"")
    with pytest.raises(LibraryError, match="写入失败"):
        keep_source(tmp_path, file, sha256(file))
