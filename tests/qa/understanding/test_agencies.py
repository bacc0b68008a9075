"""Agencies: the short names of departments, and whose department is meant."""

from __future__ import annotations

import pytest

from qa.understanding.agencies import agency_to_names
from qa.understanding.catalog import issuer_to_aliases
from qa.understanding.question import parse_question


@pytest.mark.parametrize(
    ("issuer", "names"),
    [
        ("澜州市卫生健康委员会", {"卫健委", "市卫健委", "澜州市卫健委", "卫生健康委"}),
        ("中共澜州市望川区委社会工作部", {"社工部", "区委社工部", "望川区委社会工作部"}),
        ("澜州市望川区财政局", {"财政局", "区财政局", "望川区财政局"}),
        ("澜州市规划和自然资源局", {"规资局", "市规资局"}),
        ("澜州市科委", {"科委", "市科委"}),
    ],
)
def test_short_names(issuer: str, names: set[str]) -> None:
    assert names <= agency_to_names(issuer)
    assert names <= set(issuer_to_aliases(issuer))


@pytest.mark.parametrize(
    "issuer", ["望川区人民政府", "澜州市望川区柳湾街道办事处", "澜州综合实验区管理委员会"]
)
def test_a_government_is_no_department(issuer: str) -> None:
    assert agency_to_names(issuer) == set()


HELD = [(name, issuer_to_aliases(name)) for name in ("澜州市卫生健康委员会", "望川区人民政府")]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("卫健委2022年复议几件", ["澜州市卫生健康委员会"]),
        ("我市卫健委2022年复议几件", ["澜州市卫生健康委员会"]),
        ("望川区2022年区卫健委承办了几件", ["望川区人民政府"]),
        ("望川区卫健委承办了几件申请", ["望川区人民政府"]),
        ("北渚区卫健委承办了几件申请", []),
    ],
)
def test_whose_department_is_meant(question: str, named: list[str]) -> None:
    assert list(parse_question(question, HELD).issuers) == named
