"""Questions over long tables: who, which year, which column; what they do not explain."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from index.library import Library
from qa.answer import Answer, Status
from qa.answerer import Answerer, Turn
from tests.corpus.sheets import write_sheet
from tests.encoders import HashingEncoder

HEAD = [
    "证券代码",
    "证券简称",
    "年份",
    "营业收入",
    "营业成本",
    "净利润",
    "收回投资收到的现金",
    "职工人数",
    "研发人员",
    "法定代表人",
    "办公地址",
]
ROWS = [
    ["300001", "云岭水泥", 2019, "800", "500", "90", "1", "100", "10", "陈某", "云岭市"],
    ["300001", "云岭水泥", 2020, "1000.5", "600", "-20.25", "-1", "0", "12", "陈某", "云岭市"],
    ["300001", "云岭水泥", 2021, "1200.6", "700", "30", "5", "120", "15", "李某", "云岭市"],
    ["002002", "石桥油气", 2020, "5000", "4000", "700", "8", "900", "90", "王某", "石桥市"],
    ["002003", "石桥油化", 2020, "7000", "6500", "-300", "9", "800", "70", "赵某", "石桥市"],
    ["002004", "三人行", 2020, "60", "20", "3", "2", "7", "1", "周某", "青禾市"],
]


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder: Path = tmp_path_factory.mktemp("公司")
    library = Library.open(folder / "库", create=True, encoder=HashingEncoder())
    library.ingest([write_sheet(folder / "公司.xlsx", [HEAD, *ROWS])])
    with library:
        yield Answerer(library)


def first(answer: Answer) -> Decimal | None:
    assert answer.status is Status.ANSWERED, (answer.status, answer.text)
    return answer.values[0].value


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("云岭水泥2020年的营业收入是多少元？", "1000.5"),
        ("请问，云岭水泥集团股份有限公司2020年净利润是多少元?", "-20.25"),
        ("2021年云岭水泥收回投资所得到的现金是多少", "5"),
        ("云岭水泥2020年营收", "1000.5"),
        ("300001的2019年营业收入", "800"),
        ("云岭水泥2021年营业收入增长率是多少", "20"),
        ("云岭水泥2021年营业收入比2020年多多少", "200.1"),
        ("云岭水泥2019年研发人员占职工人数的比例", "10"),
        ("云岭水泥2021年的毛利率是多少？保留三位小数", "41.696"),
        ("云岭水泥2019年至2021年营业收入合计", "3001.1"),
        ("2020年营业收入最高的公司是哪家", "7000"),
        ("2020年净利润最低的是哪家公司", "-300"),
        ("2020年营业收入第2高的公司是哪家", "5000"),
        ("2020年净利润为负的公司有多少家", "2"),
        ("2020年营业收入超过1000元的公司有几家", "3"),
        ("2020年有多少家公司", "4"),
        ("2020年所有公司的营业收入合计是多少", "13060.5"),
        ("三人行和石桥油气2020年营业收入谁更高", "5000"),
        ("云岭水泥哪一年营业收入最高", "1200.6"),
        ("三人行2020年净利润是多少", "3"),
        ("云岭水泥2020年职工人数是多少", "0"),
    ],
)
def test_answered_with_the_cell(answerer: Answerer, question: str, value: str) -> None:
    answer = answerer.ask(question)
    assert first(answer) == Decimal(value)
    assert answer.citations, question
    assert "没有通过核对" not in answer.text
    assert not any("没有找到出处" in note for note in answer.notes)


@pytest.mark.parametrize(
    "question",
    [
        "云岭水泥2020年境外营业收入是多少",
        "云岭水泥子公司2020年营业收入",
        "云岭水泥股份有限公司北京分公司2020年营业收入",
        "云岭水泥2018年营业收入是多少",
        "云岭水泥2020年存货是多少",
        "云岭水泥2020年第三季度营业收入是多少",
        "云岭水泥2020年速动比率是多少",
        "云岭水泥2019年营业收入增长率是多少",
        "预计云岭水泥2021年营业收入是多少",
        "青禾机械2020年营业收入是多少",
        "2020年石桥市营业收入最高的公司是哪家",
        "除云岭水泥外2020年营业收入最高的公司",
    ],
)
def test_not_explained_is_not_answered(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question)
    assert answer.status in (Status.NOT_FOUND, Status.REFUSED)
    assert answer.values == ()


def test_one_full_name_with_anothers_short_name_is_asked_back(answerer: Answerer) -> None:
    answer = answerer.ask("石桥油气化工股份有限公司2020年的净利润是多少")
    assert answer.status is Status.AMBIGUOUS
    assert {reading.label for reading in answer.readings} == {
        "石桥油气（002002）",
        "石桥油化（002003）",
    }
    assert first(answerer.ask(answer.readings[0].question)) is not None


def test_a_word_of_a_name_is_asked_back(answerer: Answerer) -> None:
    answer = answerer.ask("云岭2020年营业收入是多少")
    assert answer.status is Status.AMBIGUOUS
    assert [reading.label for reading in answer.readings] == ["云岭水泥（300001）"]


def test_an_open_year_is_asked_back_unless_all_agree(answerer: Answerer) -> None:
    assert answerer.ask("云岭水泥的营业收入是多少").status is Status.AMBIGUOUS
    code = answerer.ask("石桥油化的证券代码是什么")
    assert first(code) == 2003
    assert "002003" in code.text


def test_a_citation_names_sheet_row_and_column(answerer: Answerer) -> None:
    (citation,) = answerer.ask("云岭水泥2020年的营业收入是多少元？").citations
    assert citation.table == "公司"
    assert citation.row == ("云岭水泥", "2020年")
    assert citation.column == ("营业收入",)
    assert citation.quote == "第3行 云岭水泥 2020年 营业收入 1000.5"


def test_a_computed_figure_cites_every_operand(answerer: Answerer) -> None:
    answer = answerer.ask("云岭水泥2021年营业收入增长率是多少")
    derived = answer.values[0].derived
    assert derived is not None
    assert set(derived.operands) == {citation.fact for citation in answer.citations}
    assert "（2021年营业收入1200.6－2020年营业收入1000.5）" in answer.text


def test_a_missing_operand_is_named(answerer: Answerer) -> None:
    assert "“存货”" in answerer.ask("云岭水泥2020年速动比率是多少").text


def test_the_next_question_carries_on(answerer: Answerer) -> None:
    question = "云岭水泥2020年的营业收入是多少？"
    turn = Turn(question, answerer.ask(question).understood)
    assert first(answerer.ask("那2021年呢？", history=[turn])) == Decimal("1200.6")
    assert first(answerer.ask("净利润呢？", history=[turn])) == Decimal("-20.25")
    assert first(answerer.ask("石桥油气呢？", history=[turn])) == 5000


def test_a_missing_print_is_no_figure(tmp_path: Path) -> None:
    filler = [[f"{i:06}", f"公司{i}号", 2020, "5", "-1", "-1"] for i in range(60)]
    head = ["证券代码", "证券简称", "年份", "营业收入", "净利润", "投资收益"]
    path = write_sheet(tmp_path / "公司.xlsx", [head, *filler])
    with Library.open(tmp_path / "库", create=True, encoder=HashingEncoder()) as library:
        library.ingest([path])
        answer = Answerer(library).ask("公司7号2020年净利润是多少")
    assert answer.status is Status.NOT_FOUND
    assert answer.values == ()
    assert "没有数据" in answer.text
