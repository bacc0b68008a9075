"""Three toy reports and a library of them, for the tests of the library."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.library import Library
from tests.encoders import HashingEncoder
from tests.index.reports import read_toy, write_toy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three toy reports."""
    folder = tmp_path / "files"
    folder.mkdir()
    write_toy(folder / "a.txt", "城东区人民政府", 2019, "累计公开信息。", "1 2")
    write_toy(folder / "b.txt", "城东区人民政府", 2020, "设立专栏。", "3 4 5")
    write_toy(folder / "c.txt", "城西区教育局", 2020, "回应关切。", "6")
    return folder


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "lib", create=True, encoder=HashingEncoder()) as library:
        library.ingest([folder], reader=read_toy)
        yield library
