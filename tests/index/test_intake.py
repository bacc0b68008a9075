"""Which files a call to ingest means."""

import zipfile
from pathlib import Path

import pytest

from corpus.corrections import Correction
from corpus.readers.archive import member_parts
from index.intake import Candidate, open_candidates


def paths_to_candidates(paths: list[Path]) -> list[Candidate]:
    with open_candidates(paths) as candidates:
        return candidates


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    return path


def test_folders_are_walked_in_order_without_hidden_entries(tmp_path: Path) -> None:
    for name in ("乙.txt", "sub/c.TXT", "a.txt", ".hidden.txt", ".git/d.txt", "photo.jpg"):
        touch(tmp_path / name)
    found = paths_to_candidates([tmp_path])
    assert [str(c.path.relative_to(tmp_path)) for c in found] == ["a.txt", "乙.txt", "sub/c.TXT"]
    assert all(candidate.refusal is None for candidate in found)


def test_documents_of_other_formats_are_named(tmp_path: Path) -> None:
    for name in ("a.doc", "b.docx", "c.html", "d.xls", "e.md", "f.rar"):
        touch(tmp_path / name)
    refusals = {c.path.name: c.refusal for c in paths_to_candidates([tmp_path])}
    assert set(refusals) == {"a.doc", "b.docx", "c.html", "d.xls", "e.md", "f.rar"}
    assert "另存为 .docx" in (refusals["a.doc"] or "")
    assert refusals["b.docx"] is None


def test_a_path_named_outright_is_answered_for(tmp_path: Path) -> None:
    paths = [touch(tmp_path / "photo.jpg"), touch(tmp_path / "README"), tmp_path / "none.txt"]
    refusals = [candidate.refusal or "" for candidate in paths_to_candidates(paths)]
    assert ".jpg" in refusals[0]
    assert "没有后缀名" in refusals[1]
    assert "找不到" in refusals[2]


def test_folder_without_documents_is_answered_for(tmp_path: Path) -> None:
    (only,) = paths_to_candidates([tmp_path])
    assert only.path == tmp_path
    assert "没有可以读取的文件" in (only.refusal or "")


def test_a_file_meant_twice_comes_once(tmp_path: Path) -> None:
    path = touch(tmp_path / "a.txt")
    assert len(paths_to_candidates([path, tmp_path, tmp_path / "." / "a.txt"])) == 1


def test_formats_of_other_programs_say_how_to_save(tmp_path: Path) -> None:
    for name in ("a.doc", "b.XLS", "c.wps", "d.et"):
        touch(tmp_path / name)
    refusals = {c.path.name: c.refusal or "" for c in paths_to_candidates([tmp_path])}
    assert refusals["a.doc"] == "这是旧版 Word 文件；请用 Word 或 WPS 打开，另存为 .docx，再加入。"
    assert all("另存为" in refusal for refusal in refusals.values())


def test_parts_of_a_saved_page_and_lock_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("年报.html", "年报_files/frame.html", "别的_files/a.html", "~$年报.docx"):
        touch(tmp_path / name)
    found = [str(c.path.relative_to(tmp_path)) for c in paths_to_candidates([tmp_path])]
    assert found == ["年报.html", "别的_files/a.html"]


def test_folders_and_corrections_are_clues(tmp_path: Path) -> None:
    file = touch(tmp_path / "年报" / "石桥区" / "a.txt")
    (tmp_path / "年报" / "报告.toml").write_text('issuer = "甲"\nyear = 2019\n', encoding="utf-8")
    (file.parent / "报告.toml").write_text('["a.txt"]\nyear = 2020\n', encoding="utf-8")
    (candidate,) = paths_to_candidates([tmp_path / "年报"])
    assert candidate.clues.folders == ("年报", "石桥区")
    assert candidate.clues.correction == Correction(issuer="甲", year=2020)
    (named,) = paths_to_candidates([file])
    assert named.clues.folders == ()
    assert named.clues.correction == Correction(year=2020)


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_archives_are_laid_out_within_the_call(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", {"丙/c.txt": "丙".encode()})
    members = {
        "石桥区/2020.txt": "甲".encode(),
        "石桥区/报告.toml": b"year = 2020",
        "b.doc": b"x",
        "photo.jpg": b"x",
        "__MACOSX/b.txt": b"x",
        "内.zip": inner.read_bytes(),
        "../../up.txt": "上".encode(),
    }
    path = write_zip(tmp_path / "年报.zip", members)
    with open_candidates([path]) as candidates:
        found = {str(c.path.relative_to(path)): c for c in candidates}
        texts = {name: c.file.read_text("utf-8") for name, c in found.items() if not c.refusal}
        laid_out = [c.file for c in candidates if c.place]
    assert texts == {"石桥区/2020.txt": "甲", "内.zip/丙/c.txt": "丙", "up.txt": "上"}
    assert found["石桥区/2020.txt"].clues.folders == ("年报", "石桥区")
    assert found["石桥区/2020.txt"].clues.correction.year == 2020
    assert "另存为 .docx" in (found["b.doc"].refusal or "")
    assert not any(file.exists() for file in laid_out)
    assert not (tmp_path.parent / "up.txt").exists()


@pytest.mark.parametrize(
    ("raw", "name"),
    [("年报".encode("gbk"), "年报"), ("年报".encode(), "年报"), (b"plain", "plain")],
)
def test_names_of_chinese_windows(raw: bytes, name: str) -> None:
    entry = zipfile.ZipInfo(raw.decode("cp437") + "/../a\\b:c.txt")
    assert member_parts(entry) == (name, "a", "b_c.txt")


def test_damaged_archives_are_answered_for(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 nothing")
    (candidate,) = paths_to_candidates([path])
    assert "a.zip" in (candidate.refusal or "")
