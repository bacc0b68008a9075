"""Which files a call to ingest means."""

from pathlib import Path

from index.intake import paths_to_candidates


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
    for name in ("a.doc", "b.docx", "c.html", "d.xls", "e.md", "f.zip"):
        touch(tmp_path / name)
    refusals = {c.path.name: c.refusal for c in paths_to_candidates([tmp_path])}
    assert set(refusals) == {"a.doc", "b.docx", "c.html", "d.xls", "e.md"}
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
