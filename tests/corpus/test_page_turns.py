"""Page turns within passages: every character keeps the page of its own line."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.page_turns import with_page_turns
from corpus.passages import sections_to_passages
from corpus.readers.layout import lines_to_paragraphs
from corpus.readers.text import text_to_document
from corpus.reading import document_to_report
from corpus.report import FactKind, Line, Paragraph, Section, Source

PAGES = """云岭市2020年政府信息公开工作年度报告
一、总体情况
    全年组织业务培训三次，覆盖各部门各街道办事处和全体
社区的工作人员，强化了公开意识，共培训
\f60余人，并受理群众反映事项1020项，办理率100%。
二、存在问题
    有的部门重视不够。
"""


def test_a_figure_stands_on_the_page_of_its_own_line() -> None:
    report = document_to_report(text_to_document(PAGES, Source("报告.txt", "0" * 64, 1, "txt")))
    pages = {f.raw: f.page for f in report.facts if f.kind is FactKind.PROSE}
    assert (pages["三次"], pages["60余人"], pages["1020项"]) == (1, 2, 2)
    (passage,) = [p for p in report.passages if "1020" in p.text]
    assert passage.page == 1
    assert passage.page_at(passage.text.index("1020")) == 2


@given(
    st.lists(
        st.tuples(st.text("甲乙丙丁戊0123456789，", min_size=1, max_size=30), st.booleans()),
        min_size=1,
        max_size=40,
    )
)
def test_every_character_is_on_the_page_of_its_line(printed: list[tuple[str, bool]]) -> None:
    page = 1
    lines = []
    for text, turns in printed:
        page += turns
        lines.append(Line(text, page))
    paragraphs = tuple(lines_to_paragraphs(lines))
    passages = sections_to_passages("r", [Section((), paragraphs)], [])
    stream = [(c, line.page) for line in lines for c in line.text if not c.isspace()]
    told = [
        (character, passage.page_at(offset))
        for passage in with_page_turns(passages, lines)
        for offset, character in enumerate(passage.text)
        if not character.isspace()
    ]
    assert told == stream


def test_what_no_line_holds_keeps_one_page() -> None:
    passages = sections_to_passages("r", [Section((), (Paragraph("别处的话。", 3),))], [])
    assert with_page_turns(passages, [Line("这里的话。", 1)]) == passages
