"""Markdown files: tables are grids where a person wrote them, plain text where they are cut."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.readers.markdown import is_cut, read_markdown
from corpus.report import Document, Grid


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "年报.md"


def read(file: Path, text: str) -> Document:
    file.write_text(text, encoding="utf-8")
    return read_markdown(file)


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines if line.text.strip()]


def grids(document: Document) -> list[list[str]]:
    return [[c.text for c in b.cells] for b in document.blocks if isinstance(b, Grid)]


def test_pipe_tables_are_grids_in_their_place(file: Path) -> None:
    text = "# 年报\n\n公开**12**件。\n\n"
    text += "| 项目 | 件数 |\n|:--|--:|\n| 规章 | 12 |\n| 甲\\|乙 |  |\n\n完。\n"
    document = read(file, text)
    assert texts(document) == ["年报", "公开12件。", "完。"]
    assert grids(document) == [["项目", "件数", "规章", "12", "甲|乙", ""]]
    place = next(i for i, block in enumerate(document.blocks) if isinstance(block, Grid))
    assert any("公开" in line.text for line in document.lines[:place])


def test_tables_need_no_outer_pipes_and_rows_may_be_short(file: Path) -> None:
    assert grids(read(file, "项目 | 件数 | 注\n---|---|---\n规章 | 12\n")) == [
        ["项目", "件数", "注", "规章", "12", ""]
    ]


def test_html_tables_keep_their_spans(file: Path) -> None:
    text = (
        "前\n\n<table><tr><td rowspan=2>甲</td><td>1</td></tr>\n<tr><td>2</td></tr></table>\n\n后\n"
    )
    document = read(file, text)
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert [(c.text, c.row_span) for c in grid.cells] == [("甲", 2), ("1", 1), ("2", 1)]
    assert texts(document) == ["前", "后"]


def test_tables_a_program_cut_are_text(file: Path) -> None:
    text = "| 甲 | 1 |\n|---|---|\n| 0 | 0 |\n|---|---|\n| 乙 | 2 |\n"
    document = read(file, text)
    assert grids(document) == []
    assert texts(document) == text.split("\n")[:-1]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("| 0 | 0 |\n|---|---|\n| 1 | 1 |", True),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 1 |\n|---|---|", True),
        ("| 年 | 2021 |\n|---|---|\n| 1 | 1 |\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 1 |", False),
        ("一段话 | 有竖线\n\n---\n\n另一段", False),
    ],
)
def test_cut_tables_are_told_from_written_ones(text: str, cut: bool) -> None:
    assert is_cut(text.split("\n")) is cut


def test_marks_are_taken_off_words_and_figures(file: Path) -> None:
    text = (
        "## 一、*总体*情况\n- 公开`12`件\n> 见[目录](http://a.example/b)![图](c.png)\n"
        "收费1\\.5元，~~旧~~新&nbsp;2*3=6\n- - -\n<!-- 内部 -->5_000_件<br>完\n"
    )
    document = read(file, text)
    assert texts(document) == [
        "一、总体情况",
        "公开12件",
        "见目录",
        "收费1.5元，新 2*3=6",
        "5_000_件",
        "完",
    ]
    assert [problem.code for problem in document.problems] == ["struck_text"]


def test_front_matter_says_who_and_when(file: Path) -> None:
    text = (
        '---\ntitle: "某区2021年度报告"\ndate: 2022-01-20\nurl: https://a.example/x\n---\n正文。\n'
    )
    document = read(file, text)
    assert document.title == "某区2021年度报告"
    assert document.published == "2022-01-20"
    assert document.source_url == "https://a.example/x"
    assert texts(document) == ["正文。"]


def test_pages_of_plain_text_are_kept(file: Path) -> None:
    document = read(file, "甲\n\f| 项 | 数 |\n|--|--|\n| 乙 | 1 |\n\f丙\n")
    assert [block.page for block in document.blocks if getattr(block, "text", "x")] == [1, 2, 3]


PIECES = (
    "|",
    "---",
    "|-|-|\n",
    "\n",
    "| 甲 | 1 |\n",
    "<table>",
    "<td>",
    "</table>",
    "**",
    "\ue000",
    "\ue0010",
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40))
def test_any_text_is_read_or_refused(file: Path, parts: list[str]) -> None:
    file.write_text("".join(parts), encoding="utf-8", errors="replace")
    with suppress(SourceError):
        assert read_markdown(file).blocks


def test_real_cut_file_reads_as_its_text() -> None:
    path = Path(__file__).parents[2] / "../shared/reports/上海市科委2024.md"
    if not path.exists():
        pytest.skip("the machine-cut report is not at hand")
    document = read_markdown(path)
    assert grids(document) == []
    assert "| 规范性文件 | 13 | 0 | 55 |" in texts(document)
