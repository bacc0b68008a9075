"""Word files: what is printed is read, where it is printed, and nothing else."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.readers.docx import read_docx
from corpus.readers.numbering import format_number
from corpus.report import Document, Grid
from tests.corpus.word import cell, docx, p, row, run, table


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "年报.docx"


def read(file: Path, body: str, **parts: str) -> Document:
    file.write_bytes(docx(body, **parts))
    return read_docx(file)


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def grids(document: Document) -> list[list[tuple[str, int, int, int, int]]]:
    return [
        [(c.text, c.row, c.column, c.row_span, c.column_span) for c in block.cells]
        for block in document.blocks
        if isinstance(block, Grid)
    ]


def test_merged_cells_keep_the_rows_and_columns_they_cover(file: Path) -> None:
    restart, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        row(cell("信息内容", restart), cell("件数", '<w:gridSpan w:val="2"/>')),
        row(cell("", more), "本年", "上年"),
        row("规章", "12", ""),
    )
    assert grids(read(file, body)) == [
        [
            ("信息内容", 0, 0, 2, 1),
            ("件数", 0, 1, 1, 2),
            ("本年", 1, 1, 1, 1),
            ("上年", 1, 2, 1, 1),
            ("规章", 2, 0, 1, 1),
            ("12", 2, 1, 1, 1),
            ("", 2, 2, 1, 1),
        ]
    ]


def test_merging_ends_where_another_cell_stands(file: Path) -> None:
    restart, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        row(cell("甲", restart), "1"),
        row("乙", "2"),
        row(cell("丙", more), "3"),
    )
    (grid,) = grids(read(file, body))
    assert [c[0] for c in grid if c[2] == 0] == ["甲", "乙", "丙"]


def test_old_style_merge_and_cells_that_start_later(file: Path) -> None:
    first, rest = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    body = table(
        row(cell("合计", first), cell("", rest), "9"),
        row("4", "5", properties='<w:gridBefore w:val="1"/>'),
    )
    assert grids(read(file, body)) == [
        [("合计", 0, 0, 1, 2), ("9", 0, 2, 1, 1), ("4", 1, 1, 1, 1), ("5", 1, 2, 1, 1)]
    ]


def test_tracked_changes_are_read_as_accepted(file: Path) -> None:
    body = (
        f"<w:p><w:del>{run('12')}</w:del><w:ins>{run('34')}</w:ins>{run('件')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('前')}</w:p>{p('后')}"
        f"<w:moveFrom>{p('旧处')}</w:moveFrom><w:moveTo>{p('新处')}</w:moveTo>"
        + table(row("甲", "1"), row("乙", "2", properties="<w:del/>"), row("丙", "3"))
    )
    document = read(file, body)
    assert texts(document) == ["34件", "前后", "新处"]
    assert [c[0] for c in grids(document)[0]] == ["甲", "1", "丙", "3"]


def test_figures_split_over_runs_are_one(file: Path) -> None:
    body = f"<w:p>{run('公开')}{run('1')}<w:proofErr/>{run('23', '<w:b/>')}{run('条')}</w:p>"
    assert texts(read(file, body)) == ["公开123条"]


def test_raised_digits_do_not_join_the_figure_before_them(file: Path) -> None:
    raised = run("1", '<w:vertAlign w:val="superscript"/>')
    assert texts(read(file, f"<w:p>{run('12')}{raised}{run('件')}</w:p>")) == ["12¹件"]


def test_hidden_and_struck_text_is_left_out_and_said_to_be(file: Path) -> None:
    body = f"<w:p>{run('1', '<w:vanish/>')}{run('2', '<w:strike/>')}{run('3件')}</w:p>"
    document = read(file, body)
    assert texts(document) == ["3件"]
    assert [problem.code for problem in document.problems] == ["hidden_text", "struck_text"]


def test_text_boxes_are_read_once(file: Path) -> None:
    box = f"<w:txbxContent>{p('框里的话')}</w:txbxContent>"
    choice = f"<mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice>"
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    both = f"<mc:AlternateContent>{choice}{fallback}</mc:AlternateContent>"
    body = f"<w:p>{run('正文')}<w:r>{both}</w:r></w:p>"
    assert texts(read(file, body)) == ["正文", "框里的话"]


def test_notes_come_after_the_text_fields_show_their_result(file: Path) -> None:
    field = f"<w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>{run('7')}"
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    document = read(
        file,
        f"<w:p>{run('共12件')}{note}</w:p><w:p>{field}</w:p>",
        footnotes=f'<w:footnote w:id="1">{p("没有用到")}</w:footnote>'
        f'<w:footnote w:id="2">{p("含转办3件")}</w:footnote>',
    )
    assert texts(document) == ["共12件", "7", "含转办3件"]


def test_nested_tables_follow_the_one_around_them(file: Path) -> None:
    inner = table(row("子", "1"), row("女", "2"))
    outer = table(
        row("项目", "件数"), row("甲", "5"), row("乙", "6"), row("说明", cell(p("见下") + inner))
    )
    first, second = grids(read(file, outer))
    assert [c[0] for c in first] == ["项目", "件数", "甲", "5", "乙", "6", "说明", "见下"]
    assert [c[0] for c in second] == ["子", "1", "女", "2"]


def test_tables_that_only_arrange_the_page_are_lines(file: Path) -> None:
    inner = table(row("子", "1"), row("女", "2"))
    document = read(
        file, table(row("标题"), row(cell(p("引言。") + inner))) + table(row("左", "右"))
    )
    assert texts(document) == ["标题", "引言。", "左 右"]
    assert [[c[0] for c in grid] for grid in grids(document)] == [["子", "1", "女", "2"]]


def test_a_picture_is_no_blank_cell(file: Path) -> None:
    picture = "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>"
    document = read(file, table(row("甲", "1"), row("乙", cell(picture))) + picture + p("完"))
    assert grids(document)[0][-1][0] == "〔图〕"
    assert texts(document) == ["完"]
    assert [problem.code for problem in document.problems] == ["picture_text"]


def numbered(level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'


def test_automatic_numbers_are_printed(file: Path) -> None:
    def level(depth: int, style: str, text: str) -> str:
        return (
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )

    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "chineseCountingThousand", "%1、")
        + level(1, "chineseCounting", "（%2）")
        + level(2, "decimal", "%3.")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    styles = (
        f'<w:style w:styleId="h1"><w:pPr>{numbered(0)}</w:pPr></w:style>'
        '<w:style w:styleId="h1b"><w:basedOn w:val="h1"/></w:style>'
    )
    body = (
        p("总体情况", '<w:pStyle w:val="h1b"/>')
        + p("主动公开", numbered(1))
        + p("依申请", numbered(1))
        + p("受理", numbered(2))
        + p("申请情况", numbered(0))
        + p("新收", numbered(1))
        + p("不编号", '<w:pStyle w:val="h1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    assert texts(read(file, body, numbering=numbering, styles=styles)) == [
        "一、总体情况",
        "（一）主动公开",
        "（二）依申请",
        "1.受理",
        "二、申请情况",
        "（一）新收",
        "不编号",
    ]


@pytest.mark.parametrize(
    ("figure", "style", "printed"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (105, "chineseCounting", "一百零五"),
        (3, "decimalEnclosedCircle", "③"),
        (4, "lowerRoman", "iv"),
        (2, "upperLetter", "B"),
        (7, "decimalZero", "07"),
    ],
)
def test_number_formats(figure: int, style: str, printed: str) -> None:
    assert format_number(figure, style) == printed


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 not a zip", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "encrypted"),
        (docx(""), "empty"),
        (docx("<w:p>"), "broken"),
    ],
    ids=["damaged", "encrypted", "empty", "torn"],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, code: str, file: Path) -> None:
    file.write_bytes(data)
    with pytest.raises(SourceError, match=r"年报\.docx.*请") as caught:
        read_docx(file)
    assert caught.value.code == code


BODY = p("公开12件", numbered(0)) + table(
    row("甲", cell("1", '<w:gridSpan w:val="2"/>')), row("乙", cell("2", "<w:vMerge/>"))
)
TAGS = ("<w:p>", "</w:p>", "<w:tc>", "</w:tc>", "<w:tbl>", "<w:del>", '"-1"', '"99999999"', "&x;")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    noise=st.binary(max_size=40),
    start=st.integers(0, 900),
    cut=st.integers(0, 20),
    tags=st.lists(st.tuples(st.sampled_from(TAGS), st.integers(0, len(BODY))), max_size=3),
)
def test_mutated_files_raise_nothing_else(
    file: Path, noise: bytes, start: int, cut: int, tags: list[tuple[str, int]]
) -> None:
    body = BODY
    for tag, place in tags:
        body = body[:place] + tag + body[place:]
    data = docx(body)
    for mutant in (data, data[:start] + noise + data[start + cut :]):
        file.write_bytes(mutant)
        with suppress(SourceError):
            assert read_docx(file).blocks


def test_blank_form_reads_as_blank_cells() -> None:
    path = Path(__file__).parents[2] / "../shared/reports/空白年报表格2021式.docx"
    if not path.exists():
        pytest.skip("the blank form is not at hand")
    found = [block for block in read_docx(path).blocks if isinstance(block, Grid)]
    assert [(grid.rows, grid.columns) for grid in found] == [(14, 4), (28, 10), (4, 15)]
    figures = [c for c in found[1].cells if c.row >= 3 and c.column >= 3]
    assert len(figures) == 25 * 7
    assert {c.text for c in figures} == {""}
