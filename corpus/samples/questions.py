"""Questions over the sample reports with answers computed from their truth.

    python -m corpus.samples.questions

writes `questions/series_dev.jsonl` and `questions/series_heldout.jsonl`: the operations
over years and issuers, what cannot be answered, what must be asked back, and
conversations, each in several wordings as people use them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SEED = 20221231
YEARS = (2019, 2020, 2021, 2022)
NAMES = {
    "云岭市人民政府": ("云岭市", "云岭市政府"),
    "云岭市交通运输局": ("交通运输局", "市交通运输局", "交通局"),
    "云岭市石桥区人民政府": ("石桥区", "石桥区政府", "石桥"),
    "云岭市青禾区人民政府": ("青禾区", "云岭市青禾区"),
}
DISTRICTS = ("云岭市石桥区人民政府", "云岭市青禾区人民政府")

SUBJECTS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    # table, end of the row, column, wordings
    (
        "申请办理",
        "一、本年新收政府信息公开申请数量",
        "总计",
        ("新收申请", "收到的申请", "新收的政府信息公开申请"),
    ),
    ("申请办理", "一、本年新收政府信息公开申请数量", "自然人", ("自然人申请", "个人提出的申请")),
    (
        "申请办理",
        "一、本年新收政府信息公开申请数量",
        "商业企业",
        ("商业企业申请", "企业提出的申请"),
    ),
    ("申请办理", "（一）予以公开", "总计", ("予以公开的申请", "予以公开")),
    ("申请办理", "1.本机关不掌握相关政府信息", "总计", ("本机关不掌握的申请",)),
    ("申请办理", "四、结转下年度继续办理", "总计", ("结转下年度的申请", "结转下年")),
    ("复议诉讼", "", "行政复议 › 总计", ("行政复议总计", "行政复议")),
    ("行政", "行政处罚", "处理决定数量", ("行政处罚决定", "行政处罚处理决定")),
    ("行政", "行政许可", "处理决定数量", ("行政许可处理决定", "行政许可决定")),
)

Truth = dict[tuple[str, int], list[dict[str, Any]]]
Line = dict[str, Any]


def read_truth() -> Truth:
    """Return the cells of every sample by issuer and year."""
    truths = [json.loads(p.read_text("utf-8")) for p in sorted((FOLDER / "truth").glob("*.json"))]
    return {(truth["issuer"], truth["year"]): truth["cells"] for truth in truths}


def figure(truth: Truth, issuer: str, year: int, subject: tuple[str, str, str]) -> Decimal:
    """Return the figure of `subject` in one report.

    Raises:
        ValueError: No cell or several bear these headings.
    """
    table, row, column = subject
    found = [
        cell["value"]
        for cell in truth[(issuer, year)]
        if table in cell["table_kind"]
        and "".join(cell["row"]).endswith(row)
        and " › ".join(cell["column"]).endswith(column)
    ]
    if len(found) != 1 or found[0] is None:
        raise ValueError(f"{issuer}{year}：{subject} 有{len(found)}格")
    return Decimal(found[0])


def quotient(dividend: Decimal, divisor: Decimal) -> str:
    """Return a quotient as answers give it: exact within 4 decimals, else rounded to 2."""
    value = dividend / divisor
    exact = value.quantize(Decimal("0.0001"))
    short = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return format((exact if exact == value else short).normalize(), "f")


def _number(question: str, accept: Decimal | str, unit: str | None = None) -> Line:
    return {"question": question, "kind": "number", "accept": [str(accept)], "unit": unit}


def over_years(truth: Truth, draw: random.Random) -> Iterator[Line]:
    """Yield questions over the years of one issuer."""
    for issuer, names in NAMES.items():
        for *subject, wordings in SUBJECTS:
            key = (subject[0], subject[1], subject[2])
            series = {year: figure(truth, issuer, year, key) for year in YEARS}
            who, what = draw.choice(names), draw.choice(wordings)
            first, last = sorted(draw.sample(YEARS, 2))
            span = [series[year] for year in range(first, last + 1)]
            difference = series[last] - series[first]
            kinds: list[Line] = [
                _number(f"{who}{last}年的{what}有多少", series[last]),
                _number(
                    draw.choice(
                        (
                            f"{who}{first}年到{last}年{what}一共多少",
                            f"{first}—{last}年{who}{what}加起来是多少",
                            f"{who}{first}至{last}年{what}合计多少",
                        )
                    ),
                    sum(span, Decimal(0)),
                ),
                _number(
                    draw.choice(
                        (
                            f"{who}{last}年{what}比{first}年{{more}}多少",
                            f"{last}年和{first}年相比，{who}的{what}{{more}}了多少",
                        )
                    ).format(more="多" if difference >= 0 else "少"),
                    abs(difference),
                ),
                _number(
                    draw.choice(
                        (
                            f"{who}{first}到{last}年平均每年{what}多少",
                            f"{who}{what}{first}—{last}年年均多少",
                        )
                    ),
                    quotient(sum(span, Decimal(0)), Decimal(len(span))),
                ),
            ]
            if series[first]:
                growth = quotient(difference * 100, series[first])
                kinds.append(
                    _number(
                        draw.choice(
                            (
                                f"{who}{what}{first}到{last}年增长多少",
                                f"{who}{last}年{what}比{first}年增长百分之多少",
                            )
                        ),
                        growth,
                        "%",
                    )
                )
                kinds.append(
                    _number(
                        f"{who}{last}年{what}是{first}年的几倍",
                        quotient(series[last], series[first]),
                    )
                )
            best = max(series.values())
            kinds.append(
                {
                    "question": draw.choice((f"{who}哪年{what}最多", f"{who}{what}最多的是哪一年")),
                    "kind": "rank",
                    "accept": [str(year) for year in YEARS if series[year] == best],
                    "unit": None,
                }
            )
            yield from draw.sample(kinds, 4)


def over_issuers(truth: Truth, draw: random.Random) -> Iterator[Line]:
    """Yield questions over the issuers of one year."""
    for year in YEARS:
        for *subject, wordings in draw.sample(SUBJECTS, 4):
            key = (subject[0], subject[1], subject[2])
            what = draw.choice(wordings)
            values = {issuer: figure(truth, issuer, year, key) for issuer in DISTRICTS}
            stone, green = (draw.choice(NAMES[issuer]) for issuer in DISTRICTS)
            yield _number(f"{year}年全市各区{what}一共多少", sum(values.values(), Decimal(0)))
            best = max(values.values())
            winners = [issuer for issuer in DISTRICTS if values[issuer] == best]
            question = draw.choice(
                (f"{year}年哪个区{what}最多", f"{stone}和{green}{year}年哪个{what}最多")
            )
            yield {"question": question, "kind": "rank", "accept": winners, "unit": None}
            gap = values[DISTRICTS[0]] - values[DISTRICTS[1]]
            more = "多" if gap >= 0 else "少"
            yield _number(f"{year}年{stone}{what}比{green}{more}多少", abs(gap))


def not_answerable(draw: random.Random) -> Iterator[Line]:
    """Yield questions to abstain from, and questions to be asked back."""
    who = [name for names in NAMES.values() for name in names[:1]]
    absent = (
        "{who}{year}年常住人口多少",
        "{who}{year}年财政收入多少亿元",
        "{who}{year}年外国人提出的申请有几件",
        "{who}{year}年上半年新收申请多少件",
        "{who}{year}年通过邮箱收到的申请几件",
        "红山区{year}年新收申请多少件",
        "{who}{year}年新收申请里军人提出的有多少件",
        "{who}2016年新收申请多少件",
        "{who}2031年行政处罚决定多少",
        "{who}{year}年局长是谁",
        "{who}{year}年新收申请一共花了多少钱",
        "云岭市和石桥区{year}年新收申请一共多少件",
        "{who}2016年到{year}年新收申请增加多少件",
    )
    for text in absent:
        for year in draw.sample(YEARS, 2):
            yield {"question": text.format(who=draw.choice(who), year=year), "kind": "abstain"}
    open_questions = (
        "{year}年新收申请多少件",
        "{who}新收申请多少件",
        "{year}年行政处罚决定有多少",
        "哪个区新收申请最多",
        "{year}年哪个单位行政许可决定最多",
        "{who}予以公开的有多少件",
        "{who}{year}年维持的有几件",
    )
    for text in open_questions:
        for year in draw.sample(YEARS, 2):
            yield {"question": text.format(who=draw.choice(who), year=year), "kind": "ambiguous"}


def conversations(truth: Truth, draw: random.Random) -> Iterator[list[Line]]:
    """Yield conversations, each a list of questions that follow on each other."""
    new = "一、本年新收政府信息公开申请数量"

    def of(issuer: str, year: int, row: str = new, column: str = "总计") -> Decimal:
        return figure(truth, issuer, year, ("申请办理", row, column))

    for issuer, names in NAMES.items():
        for year in draw.sample(YEARS[1:], 2):
            who = draw.choice(names)
            other = draw.choice([name for name in NAMES if name != issuer])
            lines = [
                _number(f"{who}{year}年新收申请多少件", of(issuer, year), "件"),
                _number(
                    draw.choice(("其中自然人几件", "自然人呢")),
                    of(issuer, year, new, "自然人"),
                    "件",
                ),
                _number(f"那{year - 1}年呢", of(issuer, year - 1, new, "自然人"), "件"),
                _number("予以公开的呢", of(issuer, year - 1, "（一）予以公开", "自然人"), "件"),
            ]
            yield lines
            yield [
                _number(f"{year}年{who}收到多少件申请", of(issuer, year), "件"),
                _number(f"{draw.choice(NAMES[other])}呢", of(other, year), "件"),
                _number("上年呢", of(other, year - 1), "件"),
            ]
            yield [
                _number(f"{who}{year}年新收申请几件", of(issuer, year), "件"),
                _number(
                    draw.choice(("比上年多几件", "和上年比多了多少件")),
                    of(issuer, year) - of(issuer, year - 1),
                    "件",
                ),
            ]


def write() -> None:
    """Write both halves; every second line, and every second conversation, is held out."""
    truth, draw = read_truth(), random.Random(SEED)
    reports = sorted(path.name for path in (FOLDER / "reports").glob("*.txt"))
    alone = [*over_years(truth, draw), *over_issuers(truth, draw), *not_answerable(draw)]
    talks = [[line] for line in alone] + list(conversations(truth, draw))
    halves: dict[str, list[Line]] = {"dev": [], "heldout": []}
    number = 0
    for place, talk in enumerate(talks):
        before = None
        for line in talk:
            number += 1
            head: Line = {"id": f"n{number:03}", "group": "云岭", "reports": reports}
            after: Line = {} if before is None else {"after": before}
            halves["heldout" if place % 2 else "dev"].append({**head, **after, **line})
            before = head["id"]
    for name, lines in halves.items():
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (FOLDER / "questions" / f"series_{name}.jsonl").write_text(text, "utf-8")


if __name__ == "__main__":
    write()
