"""The sandbox: whatever a reader does, the caller gets bytes or one `SourceError`."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.readers.sandbox import Limits, run
from corpus.readers.wire import bytes_to_document, check_size, document_to_bytes
from corpus.report import Document, Grid, GridCell, Line, Problem, Source

TIGHT = Limits(memory=400 << 20, cpu=1, wall=2.5, output=1 << 20, written=1 << 20)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "年报.docx"
    path.write_bytes(b"x")
    return path


def call(name: str, file: Path, *arguments: object, limits: Limits = TIGHT) -> bytes:
    return run(f"tests.corpus.culprits:{name}", file, *arguments, limits=limits)


def test_result_comes_back_without_what_was_printed(file: Path) -> None:
    assert call("well", file, "甲\n乙") == "甲\n乙".encode()


def test_own_errors_come_back_as_they_are(file: Path) -> None:
    with pytest.raises(SourceError, match="“x”不对。") as caught:
        call("refuse", file)
    assert caught.value.code == "odd"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fail", "broken"),
        ("crash", "broken"),
        ("write", "broken"),
        ("eat", "too_big_inside"),
        ("recurse", "too_deep"),
        ("spin", "too_slow"),
        ("flood", "too_long"),
    ],
)
def test_misbehaviour_is_one_error_that_names_the_file(name: str, code: str, file: Path) -> None:
    with pytest.raises(SourceError, match=r"年报\.docx.*请") as caught:
        call(name, file)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


def test_nothing_survives_the_time_limit(file: Path, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    with pytest.raises(SourceError):
        call("sleep", file, str(note), limits=Limits(wall=2))
    process = Path("/proc", note.read_text())
    for _ in range(50):
        if not alive(process):
            break
        time.sleep(0.1)
    assert not alive(process)


def alive(process: Path) -> bool:
    """Whether `process`, a folder below /proc, runs; one that only waits to be buried does not."""
    try:
        return "State:\tZ" not in (process / "status").read_text()
    except OSError:
        return False


def test_child_has_a_bare_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "secret")
    seen = call("look", file, limits=Limits()).decode()
    assert "API_KEY" not in seen
    assert seen.endswith("[], [], '')"), seen


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [(b"", TIGHT, "empty"), (b"xx", Limits(file=1), "too_big"), (None, TIGHT, "unopenable")],
)
def test_files_are_refused_before_a_process_starts(
    content: bytes | None, limits: Limits, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        call("well", path, "x", limits=limits)
    assert caught.value.code == code


SOURCE = Source("a.docx", "ab" * 32, 7, "docx")
pages = st.none() | st.integers(1, 9)
boxes = st.none() | st.tuples(*[st.floats(0, 900, allow_nan=False)] * 4)
cells = st.builds(
    GridCell, st.text(), *[st.integers(0, 9)] * 2, *[st.integers(1, 3)] * 2, pages, boxes
)
blocks = st.builds(Line, st.text(), pages) | st.builds(
    Grid, st.lists(cells).map(tuple), pages, st.none() | st.text()
)
documents = st.builds(
    Document,
    st.just(SOURCE),
    st.lists(blocks).map(tuple),
    title=st.none() | st.text(),
    pages=pages,
    problems=st.lists(st.builds(Problem, st.text(), st.text(), pages)).map(tuple),
)


@settings(max_examples=40)
@given(documents)
def test_documents_come_back_as_they_went(document: Document) -> None:
    assert bytes_to_document(document_to_bytes(document)) == document


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (Document(SOURCE, (), pages=3001), "too_many_pages"),
        (Document(SOURCE, (Line("字" * 10_000_001), Line("字" * 10_000_000))), "too_long"),
        (Document(SOURCE, (Grid((GridCell("", 0, 0),) * 2_000_001),)), "too_many_cells"),
    ],
    ids=["pages", "characters", "cells"],
)
def test_documents_beyond_the_limits_are_refused(document: Document, code: str) -> None:
    with pytest.raises(SourceError, match=r"a\.docx") as caught:
        check_size(document)
    assert caught.value.code == code
