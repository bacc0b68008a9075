"""Web pages: what a browser shows of the report is read, the page around it is not."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.readers.charset import decode_page
from corpus.readers.html import html_to_blocks, html_to_document, read_html
from corpus.report import Document, Grid, Line, Source

SOURCE = Source("a.html", "ab" * 32, 1, "html")
PROSE = "<p>根据《条例》的规定编制本报告。公开信息123条，全部按时答复。</p>"


def read(text: str) -> Document:
    return html_to_document(text, SOURCE)


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def cells(text: str) -> list[tuple[str, int, int, int, int]]:
    (grid,) = (block for block in html_to_blocks(text) if isinstance(block, Grid))
    return [(c.text, c.row, c.column, c.row_span, c.column_span) for c in grid.cells]


def test_spans_of_rows_and_columns() -> None:
    text = """<table><tr><td rowspan=2>信息内容<td colspan=2>件数<tr><td>本年<td>上年
    <tr><td>规章<td><span>1</span><font>2</font><o:p></o:p><td>&nbsp;<o:p>&nbsp;</o:p>
    <tr height=0><td width=9><td><td></table>"""
    assert cells(text) == [
        ("信息内容", 0, 0, 2, 1),
        ("件数", 0, 1, 1, 2),
        ("本年", 1, 1, 1, 1),
        ("上年", 1, 2, 1, 1),
        ("规章", 2, 0, 1, 1),
        ("12", 2, 1, 1, 1),
        ("", 2, 2, 1, 1),
    ]


def test_spans_never_reach_beyond_the_table() -> None:
    text = "<table><tr><td rowspan=9>甲<td>1<tr><td rowspan=0>2<td colspan=0>3<tr><td>4</table>"
    assert [c[1:] for c in cells(text)] == [
        (0, 0, 3, 1),
        (0, 1, 1, 1),
        (1, 1, 2, 1),
        (1, 2, 1, 1),
        (2, 2, 1, 1),
    ]


def test_parts_of_a_table_stand_in_the_order_shown() -> None:
    text = (
        "<table><tfoot><tr><td>合计<td>3</tfoot><thead><tr><th>项目<th>件数</thead>"
        "<tbody><tr><td>甲<td>3</tbody></table>"
    )
    assert [c[0] for c in cells(text)] == ["项目", "件数", "甲", "3", "合计", "3"]


def test_caption_is_the_grid_s_own() -> None:
    (grid,) = html_to_blocks("<table><caption>表一</caption><tr><td>甲<td>1<tr><td>乙<td>2</table>")
    assert isinstance(grid, Grid)
    assert grid.caption == "表一"


def test_words_of_a_block_belong_together_whatever_they_are_split_over() -> None:
    blocks = html_to_blocks("<div><span>公开</span><b>1</b>\n<i>件</i><br>答复<a>2</a>件</div>尾")
    assert blocks == [Line("公开1 件"), Line("答复2件"), Line("尾")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("12<sup>1</sup>件", "12¹件"),
        ("<s>5</s>6件", "6件"),
        ("<span style='text-decoration: line-through'>5</span>6件", "6件"),
        ("<span style='display:none'>5</span>6件", "6件"),
        ("<script>5</script>6<!--7-->件", "6件"),
        ("甲&nbsp;乙&#12288;丙&ensp;丁", "甲 乙 丙 丁"),
        ("<pre>甲\n乙</pre>", "甲/乙"),
        ("甲<img src=a.png>乙", "甲〔图〕乙"),
        ("甲<img src=dot.gif width=1>乙", "甲乙"),
    ],
)
def test_only_what_a_browser_shows_is_read(text: str, shown: str) -> None:
    assert "/".join(b.text for b in html_to_blocks(text) if isinstance(b, Line)) == shown


PAGE = f"""<!-- saved from url=(0039)http://www.qinghe.example/zwgk/t1.html -->
<html><head><title>2021年年度报告_青禾区人民政府</title>
<meta name="ArticleTitle" content="青禾区2021年政府信息公开工作年度报告">
<meta name="PubDate" content="2022-01-20 10:11"></head><body>
<div class="head"><ul><li><a>首页</a><li><a>政务公开</a><li><a>互动</a></ul></div>
<div class="location">当前位置：<a>首页</a> &gt; <a>政务公开</a></div>
<table><tr><td>索 引 号：<td>0140/2022-001<td>发布机构：<td>区政府办
<tr><td>发布日期：<td>2022-01-21<td>主题分类：<td>其他</table>
<h1>青禾区2021年政府信息公开工作年度报告</h1>
<div>发布时间：2022-01-20　来源：办公室　浏览次数：123　字体：[大 中 小]</div>
<div class="article">{PROSE}<p>一、总体情况</p>
<table><tr><td>项目<td>件数<tr><td>规章<td>12</table></div>
<p>【打印】【关闭】</p><div class="footer">版权所有：青禾区 ICP备123号</div>
<div>网站标识码：110</div></body></html>"""


def test_the_page_around_the_report_is_left_out_and_says_who_and_when() -> None:
    document = read(PAGE)
    assert texts(document) == [
        "青禾区2021年政府信息公开工作年度报告",
        "根据《条例》的规定编制本报告。公开信息123条，全部按时答复。",
        "一、总体情况",
    ]
    assert len(document.blocks) == 4
    assert document.title == "青禾区2021年政府信息公开工作年度报告"
    assert document.published == "2022-01-20"
    assert document.source_url == "http://www.qinghe.example/zwgk/t1.html"


def test_date_and_title_above_the_text_serve_where_the_page_has_no_tags() -> None:
    text = f"""<body><table><tr><td>标题：<td>某局2021年度报告<td>文号：<td>无
    <tr><td>发布日期：<td>2022年1月21日<td>索引号：<td>1</table>{PROSE}"""
    document = read(text)
    assert (document.title, document.published) == ("某局2021年度报告", "2022-01-21")
    assert len(document.blocks) == 1


@pytest.mark.parametrize("name", ["nav-content", "main-menu", "search", "footer"])
def test_content_is_kept_whatever_its_element_is_called(name: str) -> None:
    text = f"<div class='{name}'>{PROSE}<table><tr><td>甲<td>1<tr><td>乙<td>2</table></div>"
    assert len(read(text).blocks) == 2


def test_figures_beside_the_content_element_are_kept() -> None:
    text = f"<div class=TRS_Editor>{PROSE}</div><table><tr><td>甲<td>1<tr><td>乙<td>2</table>"
    assert len(read(text + PROSE * 3).blocks) == 5


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("gb2312", "gbk"), ("GBK", "gb18030"), ("", "gb18030"), ("gb2312", "utf-8"), ("big5", "big5")],
)
def test_character_sets(declared: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    head = f'<meta http-equiv=Content-Type content="text/html; charset={declared}">'
    path.write_bytes(f"<html><head>{head if declared else ''}</head>公開12件".encode(encoding))
    assert texts(read_html(path)) == ["公開12件"]


def test_bytes_that_make_no_sense_are_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes("<meta charset=utf-8>公开12件".encode() + b"\xff")
    assert [problem.code for problem in read_html(path).problems] == ["bad_characters"]


def test_marks_of_byte_order() -> None:
    assert decode_page("公开".encode("utf-16")) == ("公开", True)
    assert decode_page("公开".encode("utf-8-sig")) == ("公开", True)


@pytest.mark.parametrize(
    "text", ["", "<html><body></body></html>", "<script>render()</script>", "<nav>首页</nav>"]
)
def test_a_page_without_text_is_refused(text: str) -> None:
    with pytest.raises(SourceError, match=r"a\.html.*请"):
        read(text)


PIECES = (
    *("<table>", "</table>", "<tr>", "<td rowspan=3 colspan=2>", "<td>", "<th colspan=-1>", "12"),
    *(
        "<div class=nav>",
        "</div>",
        "<ul><li><a>",
        "<a>首页</a>",
        "<p>",
        "发布时间：2022-01-01 ",
        "&#0;",
    ),
    *(
        "规章。",
        "<s>",
        "<sup>",
        "<pre>",
        "<template>",
        "<svg>",
        "<!--",
        "-->",
        "<caption>",
        "<form>",
    ),
    *("<frameset>", "<select>", "<br>", "<tfoot>", "\ue000", "<td hidden>", "<title>", "<body x>"),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join))
def test_any_page_is_read_or_refused(text: str) -> None:
    with suppress(SourceError):
        assert read(text).blocks
    for block in html_to_blocks(text):
        if isinstance(block, Grid):
            covered = [
                (row, column)
                for c in block.cells
                for row in range(c.row, c.row + c.row_span)
                for column in range(c.column, c.column + c.column_span)
            ]
            assert block.rows <= 60
            assert covered
