"""Generations: a crash leaves the old one, damage is refused, one writer at a time."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import LibraryDamaged, LibraryError, LibraryLocked
from index.generations import KEPT, Pin, Recipe, collect, pin, publish, staging, write_lock

RECIPE = Recipe("hashing", 64, "f" * 64, "jieba+1")
SYSTEM_CALLS = ("fsync", "rename", "replace")

CRASH = """
import os, sys
from pathlib import Path
root, point = Path(sys.argv[1]), int(sys.argv[2])
calls = 0
def crashing(call):
    def shim(*args, **more):
        global calls
        calls += 1
        if calls == point:
            os.kill(os.getpid(), 9)
        return call(*args, **more)
    return shim
from tests.index.test_generations import SYSTEM_CALLS, write
for name in SYSTEM_CALLS:
    setattr(os, name, crashing(getattr(os, name)))
write(root, "new")
print(calls)
"""


def write(root: Path, content: str) -> str:
    """Publish a generation of two files, as a writer does."""
    with write_lock(root):
        collect(root)
        with staging(root) as stage:
            (stage / "a.txt").write_text(content, encoding="utf-8")
            (stage / "folder").mkdir()
            (stage / "folder" / "b.bin").write_bytes(content.encode() * 1000)
            name = publish(root, stage, RECIPE)
        collect(root)
    return name


def read(root: Path) -> str | None:
    pinned = pin(root)
    if pinned is None:
        return None
    content = (pinned.path / "a.txt").read_text(encoding="utf-8")
    assert (pinned.path / "folder" / "b.bin").read_bytes() == content.encode() * 1000
    pinned.close()
    return content


def generations(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob("gen-*"))


@pytest.fixture
def pinned(tmp_path: Path) -> Iterator[Pin]:
    write(tmp_path, "old")
    pinned = pin(tmp_path)
    assert pinned is not None
    yield pinned
    pinned.close()


def failing(
    monkeypatch: pytest.MonkeyPatch, point: int, code: int = errno.ENOSPC, lasting: bool = False
) -> list[str]:
    """Make the `point`th of `SYSTEM_CALLS` fail, once or from then on; return the calls made."""
    calls: list[str] = []

    def shim(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **more: Any) -> Any:
            calls.append(name)
            if len(calls) == point or (lasting and len(calls) > point):
                raise OSError(code, os.strerror(code))
            return call(*args, **more)

        return counted

    for name in SYSTEM_CALLS:
        monkeypatch.setattr(os, name, shim(name, getattr(os, name)))
    return calls


def test_published_is_what_was_staged(tmp_path: Path) -> None:
    assert pin(tmp_path) is None
    name = write(tmp_path, "first")
    pinned = pin(tmp_path)
    assert pinned is not None
    assert pinned.manifest.generation == name
    assert pinned.manifest.recipe == RECIPE
    assert set(pinned.manifest.files) == {"a.txt", "folder/b.bin"}
    pinned.close()
    assert read(tmp_path) == "first"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "LOCK", name]


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_failure_at_every_step_leaves_one_whole_generation(
    tmp_path: Path, code: int, lasting: bool
) -> None:
    write(tmp_path, "old")
    outcomes: list[str | None] = []
    point = 0
    while True:
        point += 1
        with pytest.MonkeyPatch.context() as patch:
            calls = failing(patch, point, code, lasting)
            try:
                write(tmp_path, "new")
            except LibraryError as error:
                message = str(error)
            else:
                break
        assert len(calls) >= point
        outcomes.append(read(tmp_path))
        expected = "已发布" if outcomes[-1] == "new" else "发布失败"
        assert expected in message
        assert not list(tmp_path.glob(".stage-*"))
        write(tmp_path, "old")
    # Both outcomes, or the sweep proves nothing.
    assert set(outcomes) == {"old", "new"}
    assert outcomes.count("new") == 1
    assert len(outcomes) >= 10
    assert read(tmp_path) == "new"


def test_failure_of_the_first_publish_leaves_no_library(tmp_path: Path) -> None:
    for point in range(1, 11):
        with pytest.MonkeyPatch.context() as patch:
            failing(patch, point)
            with pytest.raises(LibraryError, match="磁盘已满"):
                write(tmp_path, "new")
        assert read(tmp_path) is None
    assert write(tmp_path, "new") in generations(tmp_path)
    assert read(tmp_path) == "new"


def test_kill_at_every_step_leaves_one_whole_generation(tmp_path: Path) -> None:
    repository = Path(__file__).parents[2]
    outcomes: list[str | None] = []
    for point in range(1, 40):
        write(tmp_path, "old")
        done = subprocess.run(
            [sys.executable, "-c", CRASH, str(tmp_path), str(point)],
            cwd=repository,
            env={**os.environ, "PYTHONPATH": str(repository)},
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            break
        assert done.returncode == -9, done.stderr
        outcomes.append(read(tmp_path))
    assert set(outcomes) == {"old", "new"}
    assert len(outcomes) >= 10
    write(tmp_path, "last")
    assert len(generations(tmp_path)) == KEPT + 1
    assert not list(tmp_path.glob(".[sC]*"))


def test_everything_is_synced_before_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = failing(monkeypatch, point=-1)
    write(tmp_path, "new")
    # Manifest, then 3 files, the subfolder and the stage; folder named and its parent
    # synced; pointer synced, replaced, and its parent synced.
    assert calls == ["fsync"] * 6 + ["rename", "fsync", "fsync", "replace", "fsync"]


@pytest.mark.parametrize("bit", [0, 3, 7])
@pytest.mark.parametrize("place", [0, 0.5, 1])
@pytest.mark.parametrize("name", ["CURRENT", "MANIFEST.json", "a.txt", "folder/b.bin"])
def test_every_flipped_bit_is_found(tmp_path: Path, name: str, place: float, bit: int) -> None:
    generation = write(tmp_path, "内容")
    path = tmp_path / name if name == "CURRENT" else tmp_path / generation / name
    data = bytearray(path.read_bytes())
    data[round(place * (len(data) - 1))] ^= 1 << bit
    path.write_bytes(data)
    with pytest.raises(LibraryDamaged, match="请从备份恢复"):
        pin(tmp_path)


@pytest.mark.parametrize("name", ["CURRENT", "MANIFEST.json", "a.txt"])
def test_truncated_and_missing_files_are_found(tmp_path: Path, name: str) -> None:
    write(tmp_path, "old")
    generation = write(tmp_path, "new")
    path = tmp_path / name if name == "CURRENT" else tmp_path / generation / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(LibraryDamaged, match="与清单不符"):
        pin(tmp_path)
    path.unlink()
    with pytest.raises(LibraryDamaged, match="缺失"):
        pin(tmp_path)


def test_pointer_to_an_older_generation_with_a_newer_manifest_is_found(tmp_path: Path) -> None:
    write(tmp_path, "old")
    old = (tmp_path / "CURRENT").read_text(encoding="ascii").split()
    write(tmp_path, "new")
    new = (tmp_path / "CURRENT").read_text(encoding="ascii").split()
    (tmp_path / "CURRENT").write_text(f"{old[0]} {new[1]}\n", encoding="ascii")
    with pytest.raises(LibraryDamaged):
        pin(tmp_path)


def test_other_format_is_told_from_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.generations.FORMAT", 99)
    write(tmp_path, "new")
    monkeypatch.undo()
    with pytest.raises(LibraryError, match="格式 99") as caught:
        pin(tmp_path)
    assert not isinstance(caught.value, LibraryDamaged)


def test_two_generations_are_kept(tmp_path: Path) -> None:
    names = [write(tmp_path, str(number)) for number in range(6)]
    assert generations(tmp_path) == names[-1 - KEPT :]


def test_pinned_generation_survives_the_clean_up(tmp_path: Path, pinned: Pin) -> None:
    names = [write(tmp_path, str(number)) for number in range(5)]
    assert pinned.path.name in generations(tmp_path)
    assert (pinned.path / "a.txt").read_text(encoding="utf-8") == "old"
    assert len(generations(tmp_path)) == len(names[-1 - KEPT :]) + 1


def test_generation_let_go_is_removed(tmp_path: Path) -> None:
    write(tmp_path, "old")
    pinned = pin(tmp_path)
    assert pinned is not None
    pinned.close()
    names = [write(tmp_path, str(number)) for number in range(3)]
    assert generations(tmp_path) == names


def test_second_writer_fails_and_names_the_first(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.generations import write_lock\n"
        "with write_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    repository = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": str(repository)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LibraryLocked, match=f"进程号 {holder.pid}"):
            write(tmp_path, "new")
        assert read(tmp_path) is None
        holder.kill()
    # Nothing to clean up: the kernel let the lock go.
    write(tmp_path, "new")


def test_second_writer_in_the_same_process_fails(tmp_path: Path) -> None:
    with write_lock(tmp_path), pytest.raises(LibraryLocked, match=str(os.getpid())):
        write(tmp_path, "new")
    write(tmp_path, "new")


def test_files_are_readable_to_whom_the_folder_is(tmp_path: Path) -> None:
    with write_lock(tmp_path), staging(tmp_path) as stage:
        (stage / "private").write_bytes(b"x")
        (stage / "private").chmod(0o600)
        name = publish(tmp_path, stage, RECIPE)
    modes = {path.stat().st_mode for path in (tmp_path / name).iterdir()}
    assert len(modes) == 1
