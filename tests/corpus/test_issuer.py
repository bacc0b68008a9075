"""Who and when: in what order clues are believed, and what that rests on is recorded."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.corrections import Clues, Correction, read_corrections
from corpus.errors import SourceError
from corpus.issuer import Identity, identify
from corpus.places import find_standing
from corpus.readers.dates import find_date
from corpus.reading import document_to_report
from corpus.report import Document, Grid, GridCell, Line, Source

TITLE = "云岭市青禾区人民政府2021年政府信息公开工作年度报告"
COVERED = "本报告数据统计期限为2020年1月1日至2020年12月31日。"


def document(
    *lines: str, name: str = "P020.txt", title: str | None = None, sheet: str = ""
) -> Document:
    grids = (Grid((GridCell("甲", 0, 0),), caption=sheet),) if sheet else ()
    source = Source(name, "ab" * 32, 1, "txt")
    return Document(source, (*(Line(line) for line in lines), *grids), title=title)


def basis(identity: Identity) -> dict[str, str]:
    return dict(identity.basis)


def test_the_title_is_believed_before_text_file_name_sheet_and_folder() -> None:
    clues = Clues(folders=("石桥区2018",))
    made = document(TITLE, COVERED, name="云岭市2019.xlsx", sheet="财政局2017")
    found = identify(made, clues)
    assert (found.issuer, found.year) == ("云岭市青禾区人民政府", 2021)
    assert found.kind == "政府信息公开工作年度报告"
    assert basis(found) == {"issuer": "题名", "year": "题名", "kind": "题名"}
    assert found.text_year == 2020


@pytest.mark.parametrize(
    ("made", "folders", "issuer", "year", "rests"),
    [
        (document("青禾区人民政府，" + COVERED), (), "青禾区人民政府", 2020, ("正文", "正文")),
        (document("说明。", name="石桥区2019年报.txt"), (), "石桥区", 2019, ("文件名", "文件名")),
        (document(sheet="财政局2017"), ("石桥区2018",), "财政局", 2017, ("工作表", "工作表")),
        (document("说明。"), ("年报2018", "石桥区"), "石桥区", 2018, ("文件夹", "文件夹")),
    ],
)
def test_what_the_title_does_not_say_comes_from_the_next(
    made: Document, folders: tuple[str, ...], issuer: str, year: int, rests: tuple[str, str]
) -> None:
    found = identify(made, Clues(folders=folders))
    assert (found.issuer, found.year) == (issuer, year)
    assert (basis(found)["issuer"], basis(found)["year"]) == rests


def test_a_folder_is_an_issuer_only_if_it_names_an_authority() -> None:
    found = identify(document("说明。"), Clues(folders=("我的下载", "年报")))
    assert (found.issuer, found.year) == (None, None)


def test_a_stated_title_that_says_nothing_gives_way_to_the_printed_one() -> None:
    found = identify(document("正文", TITLE, title="政府信息公开年度报告"))
    assert found.title == TITLE


def test_a_correction_is_believed_first() -> None:
    said = Correction(issuer="甲县", year=2015, kind="部门预算", published="2016-01-02")
    found = identify(document(TITLE), Clues(correction=said))
    assert (found.issuer, found.year, found.kind, found.published) == (
        "甲县",
        2015,
        "部门预算",
        "2016-01-02",
    )
    assert set(basis(found).values()) == {"指定"}


def test_period_and_date_of_signing() -> None:
    found = identify(
        document(TITLE, "自2021年1月1日起至2021年12月31日止。", "二〇二二年一月十四日")
    )
    assert found.period == "2021-01-01/2021-12-31"
    assert (found.published, basis(found)["published"]) == ("2022-01-14", "落款")


def test_a_title_that_contradicts_the_text_is_a_problem() -> None:
    report = document_to_report(document(TITLE, COVERED))
    assert [problem.code for problem in report.problems if problem.code == "year_differs"]


@pytest.mark.parametrize(
    ("issuer", "level", "region"),
    [
        ("云岭市青禾区人民政府", "县级", "云岭市"),
        ("云岭市交通运输局", "市级", "云岭市"),
        ("江苏省淮安市人民政府", "市级", "江苏省"),
        ("上海市科委", "省级", "上海市"),
        ("普陀区万里街道办事处", "乡级", "普陀区"),
        ("平潭综合实验区", "县级", None),
        ("赵县人民政府", "县级", None),
        ("城市管理局", None, None),
        ("国务院", "国家级", None),
        (None, None, None),
    ],
)
def test_level_and_place_above(issuer: str | None, level: str, region: str | None) -> None:
    standing = find_standing(issuer)
    assert (standing.level, standing.region) == (level, region)


def test_the_place_above_may_stand_in_the_text() -> None:
    text = "现公布《西宁市城东区2020年年度报告》"
    assert find_standing("城东区人民政府", text).region == "西宁市"


def test_corrections_of_a_folder_and_of_its_files(tmp_path: Path) -> None:
    path = tmp_path / "报告.toml"
    path.write_text(
        'issuer = "甲县"\nmissing = ["-1"]\nyear = 2019\n["*.xlsx"]\nyear = 2020\n'
        '["乙.pdf"]\npublished = 2021-02-03\nissuer = "乙县"\n',
        encoding="utf-8",
    )
    assert read_corrections(path, "丙.txt") == Correction(issuer="甲县", year=2019, missing=("-1",))
    assert read_corrections(path, "a.xlsx").year == 2020
    said = read_corrections(path, "乙.pdf")
    assert (said.issuer, said.published, said.year) == ("乙县", "2021-02-03", 2019)


@pytest.mark.parametrize(
    "text",
    ["issuer = ", 'year = "2020"', "yaer = 2020", 'published = "去年"', "issuer = 3", "year = 20"],
)
def test_mistakes_in_corrections_are_said(text: str, tmp_path: Path) -> None:
    path = tmp_path / "报告.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"报告\.toml.*请"):
        read_corrections(path, "a.txt")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("发布：2022-1-4 10:00", "2022-01-04"),
        ("2022年 1 月 14日", "2022-01-14"),
        ("二○二二年十二月三十一日", "2022-12-31"),
        ("2022-02-30", None),
        ("12022-01-011", None),
    ],
)
def test_dates(text: str, iso: str | None) -> None:
    assert find_date(text) == iso


@given(st.lists(st.text("年月日县市区省局0129二〇报告 （）", max_size=12), max_size=12), st.text())
def test_identity_of_any_text(lines: list[str], title: str) -> None:
    found = identify(document(*lines, title=title))
    assert found.year is None or 1000 < found.year < 3000
