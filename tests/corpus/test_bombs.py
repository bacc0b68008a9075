"""Hostile files are bounded, whatever their format, and stop nothing else of a batch."""

from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.readers.sandbox import Limits, read_sandboxed
from corpus.reading import READERS
from index.library import Library
from tests.corpus.bombs import QUICK, SLOW
from tests.encoders import HashingEncoder

SAMPLE = Path(__file__).parents[2] / "corpus/samples/reports/云岭市交通运输局2021.txt"
LIMITS = Limits(memory=700 << 20, cpu=1, wall=8)


@pytest.mark.parametrize("name", [name for name in (*QUICK, *SLOW) if ".zip" not in name])
def test_each_is_read_or_refused_in_time(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes({**QUICK, **SLOW}[name]())
    try:
        document = read_sandboxed(READERS[path.suffix], path, LIMITS)
    except SourceError as error:
        message = str(error)
        assert "请" in message
        assert "\n" not in message
    else:
        assert "root:" not in str(document)


BATCH = ("entities.docx", "inflated.docx", "deep.docx", "inflated.xlsx", "nested.zip", "cut.zip")


def test_the_others_of_a_batch_go_in(tmp_path: Path) -> None:
    folder = tmp_path / "年报"
    folder.mkdir()
    for name in BATCH:
        (folder / name).write_bytes(QUICK[name]())
    (folder / SAMPLE.name).write_bytes(SAMPLE.read_bytes())
    with Library.open(tmp_path / "lib", create=True, encoder=HashingEncoder()) as library:
        results = {str(r.path.relative_to(folder)): r for r in library.ingest([folder])}
    assert {name: result.status for name, result in results.items()} == {
        SAMPLE.name: "added",
        **dict.fromkeys(BATCH, "failed"),
    }
    assert all("\n" not in result.message for result in results.values())
