"""Questions over general tables: the cell named, the same cell twice, what is not named."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from index.library import Library
from qa.answer import Answer, Status
from qa.answerer import Answerer
from tests.encoders import HashingEncoder

SHEETS = {
    "收支总表": [
        ["单位：元", None, None, None],
        ["收入", None, "支出", None],
        ["项目", "预算数", "项目", "预算数"],
        ["一、一般公共预算资金", 900, "一、教育支出", 700],
        ["二、其他收入", None, "二、住房保障支出", 200],
        ["收入总计", 900, "支出总计", 900],
    ],
    "支出预算表": [
        ["单位：元", None, None, None],
        ["项目", "合计", "基本支出", "项目支出"],
        ["教育支出", 700, 500, 200],
        ["住房保障支出", 200, 200, 0],
        ["合计", 900, 700, 200],
    ],
    "人员表": [
        ["单位：万元", None, None],
        ["项目", "2023年", "2022年"],
        ["离休费", 12.5, 10],
        ["住房保障支出", 0.03, 1],
    ],
}


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder: Path = tmp_path_factory.mktemp("预算")
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title == "收支总表":
            sheet.merge_cells("A2:B2")
            sheet.merge_cells("C2:D2")
    book.save(folder / "云岭市教育局2023年部门预算.xlsx")
    library = Library.open(folder / "库", create=True, encoder=HashingEncoder())
    library.ingest([folder])
    with library:
        yield Answerer(library)


def first(answer: Answer) -> Decimal | None:
    assert answer.status is Status.ANSWERED, (answer.status, answer.text)
    return answer.values[0].value


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("云岭市教育局2023年教育支出是多少", "700", "元"),
        ("云岭市教育局2023年教育支出中基本支出是多少元", "500", "元"),
        ("云岭市教育局2023年教育支出的项目支出是多少", "200", "元"),
        ("云岭市教育局2023年项目支出合计是多少", "200", "元"),
        ("云岭市教育局2023年一般公共预算拨款收入是多少", "900", "元"),
        ("云岭市教育局2023年离休费是多少", "12.5", "万元"),
        ("云岭市教育局2022年离休费是多少万元", "10", "万元"),
        ("云岭市教育局2023年离休费是多少元", "125000", "元"),
        ("云岭市教育局2023年支出总计是多少", "900", "元"),
        ("云岭市教育局2023年教育支出占支出总计的比例是多少", "77.78", "%"),
    ],
)
def test_answered_with_the_cell(answerer: Answerer, question: str, value: str, unit: str) -> None:
    answer = answerer.ask(question)
    assert first(answer) == Decimal(value)
    assert answer.values[0].unit == unit
    assert answer.citations[0].table is not None


@pytest.mark.parametrize(
    "question",
    [
        "云岭市教育局2023年国防支出是多少",
        "云岭市教育局2023年住房保障收入是多少",
        "云岭市教育局2023年小学教育支出是多少",
        "云岭市教育局2023年决算教育支出是多少",
        "云岭市教育局2021年教育支出是多少",
        "云岭市教育局2023年教育支出的人员经费是多少",
        "云岭市教育局2023年教育支出有多少件",
        # 项目支出 is a heading of its own, never the 支出 of another table.
        "云岭市教育局2023年项目支出预算数",
    ],
)
def test_what_is_not_named_is_not_answered(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question)
    assert answer.status is not Status.ANSWERED, answer.text
    assert answer.values == ()


def test_a_blank_cell_is_said_to_be_blank(answerer: Answerer) -> None:
    answer = answerer.ask("云岭市教育局2023年其他收入是多少")
    assert first(answer) is None
    assert "空白" in answer.text


def test_tables_that_differ_are_asked_back(answerer: Answerer) -> None:
    answer = answerer.ask("云岭市教育局2023年住房保障支出是多少")
    assert answer.status is Status.AMBIGUOUS
    assert len(answer.readings) == 2
