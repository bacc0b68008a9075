"""The catalogue: issuers, their names and years."""

from __future__ import annotations

import pytest

from corpus.report import Report
from qa.answerer import Answerer
from qa.understanding.catalog import Catalog, find_parent, issuer_to_aliases, with_parent
from tests.qa.samples import CITY, GREEN, STONE, TRAFFIC


def _report(issuer: str | None, year: int | None) -> Report:
    return Report(
        f"{issuer}{year}", f"{issuer}{year}年报告", issuer, year, "年报", None, None, None, ()
    )


def _meant(alias: str, *issuers: str) -> list[str]:
    catalog = Catalog(tuple(_report(issuer, 2020) for issuer in issuers))
    return [issuer for issuer, aliases in catalog.aliases() if alias in aliases]


@pytest.mark.parametrize(
    ("issuer", "aliases"),
    [
        ("城东区人民政府", {"城东区人民政府", "城东区政府", "城东区", "城东"}),
        (STONE, {STONE, "云岭市石桥区", "石桥区", "石桥区人民政府", "石桥区政府", "石桥"}),
        (CITY, {CITY, "云岭市", "云岭市政府", "云岭"}),
        (TRAFFIC, {TRAFFIC, "交通运输局", "交通局"}),
        ("平潭综合实验区管理委员会", {"平潭综合实验区", "平潭"}),
    ],
)
def test_names_people_use(issuer: str, aliases: set[str]) -> None:
    found = issuer_to_aliases(issuer)
    assert aliases <= set(found)
    assert list(found) == sorted(found, key=lambda name: (-len(name), name))
    assert all(len(name) >= 2 for name in found)


def test_a_name_means_one_issuer_only() -> None:
    assert _meant("石桥区", STONE, GREEN) == [STONE]
    assert _meant("东区", "城东区人民政府", "海东区人民政府") == []
    assert _meant("城东区", "城东区人民政府", "海东区人民政府") == ["城东区人民政府"]
    assert _meant("云岭市", CITY, STONE, TRAFFIC) in ([CITY], [])


def test_full_names_always_mean_their_issuer(answerer: Answerer) -> None:
    for issuer, aliases in answerer.catalog.aliases():
        assert issuer in aliases
    owners = [alias for _, aliases in answerer.catalog.aliases() for alias in aliases]
    assert len(owners) == len(set(owners))


def test_the_place_above_is_read_from_the_issuers_own_text() -> None:
    assert find_parent("城东区人民政府", ["按照《西宁市城东区人民政府办公室关于…"]) == "西宁市"
    assert find_parent("城东区人民政府", ["城东区召开会议"]) is None
    assert find_parent("城东区人民政府", []) is None
    assert with_parent(("城东区", "城东"), "西宁市") == (
        "西宁市城东区",
        "西宁市城东",
        "城东区",
        "城东",
    )
    assert with_parent(("城东区",), None) == ("城东区",)


def test_years_and_selection() -> None:
    catalog = Catalog(
        (_report(STONE, 2020), _report(STONE, 2019), _report(GREEN, 2021), _report(None, None))
    )
    assert catalog.issuers == (STONE, GREEN)
    assert catalog.years() == (2019, 2020, 2021)
    assert catalog.years(STONE) == (2019, 2020)
    assert catalog.latest([STONE]) == 2020
    assert catalog.latest([]) == 2021
    assert catalog.latest(["无"]) is None
    assert [r.year for r in catalog.select([STONE], [])] == [2020, 2019]
    assert [r.issuer for r in catalog.select([], [2021])] == [GREEN]
    assert catalog.select([STONE], [2021]) == []
    assert len(catalog.select([], [])) == 4


def test_what_is_held_in_one_clause() -> None:
    assert (
        Catalog((_report(STONE, 2020), _report(STONE, 2019))).held() == f"{STONE}（2019年、2020年）"
    )
    many = Catalog(tuple(_report(f"第{n}区人民政府", 2020) for n in range(8)))
    assert many.held().endswith("等8个单位")
    assert Catalog(()).held() == ""
