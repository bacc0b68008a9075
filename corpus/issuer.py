"""Who and when: title, issuer, year, kind and period of a report, and what each rests on.

A person's correction is believed first, then the title (stated or printed on the first
lines), the text, the file name, the names of sheets, and the folders.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from corpus.corrections import NO_CLUES, Clues
from corpus.places import find_standing
from corpus.quantity import parse_chinese_integer
from corpus.readers.dates import find_date
from corpus.readers.layout import squeeze
from corpus.report import Document, Grid, Line

_T = TypeVar("_T")
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*年?(?=度|\D|$)|([二一][〇零○O0一二三四五六七八九]{3})年"
)
_KIND = re.compile(
    r"(?:政府信息公开|政务公开|信息公开)(?:工作)?(?:年度)?(?:工作)?报告|政府工作报告|部门预算|部门决算"
    r"|单位预算|单位决算|年度报告|工作报告|工作总结|报告"
)
_ISSUER = re.compile(
    r"[\u3400-\u9fff（）]{2,24}?(?:人民政府(?:办公厅|办公室)?|管理委员会|管委会|委员会|街道办事处|实验区"
    r"|[局厅委办院署处部站所中心]|[省市区县镇乡旗州])(?=[，,。、年\d\s（(]|$)"
)
_COVERED = re.compile(
    r"(?:自|从)?((?:19|20)\d\d)年1月1日(?:起)?(?:至|到|—|-|－|~|～)((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日"
)
_STATED = re.compile(
    r"(?:预算)?(?:主管|编制|填报)(?:部门|单位)(?:名称)?[:：]\s*([\u3400-\u9fff（）]{4,40})"
)
_COVER_LINES = 12
_ORGAN = re.compile(
    r"(?:政府|委员会|公司|集团|大学|学院|学校|医院|银行|中心|[局厅委办院署处部站所会])$"
)
_NOT_TITLE = frozenset({"正文", "目录", "附件"})
TITLE_LINES = 8
_TEXT_LINES = 200
_SIGNED_LINES = 6

TITLE, TEXT, FILE_NAME, SHEET, FOLDER = "题名", "正文", "文件名", "工作表", "文件夹"
GIVEN, STATED, SIGNED = "指定", "文件信息", "落款"
"""What something is known from, in the words shown to people."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report is: `title` as printed, `issuer` without year and kind."""

    title: str
    issuer: str | None
    year: int | None
    kind: str
    level: str | None = None
    """国家级, 省级, 市级, 县级 or 乡级."""
    region: str | None = None
    """The place a department belongs to, or that lies above a government's own."""
    period: str | None = None
    """First and last day covered, as ISO dates with a slash between."""
    source_url: str | None = None
    published: str | None = None
    basis: tuple[tuple[str, str], ...] = ()
    """What each field rests on."""
    text_year: int | None = None
    """The year whose figures the text says it holds, whatever the title says."""


def identify(document: Document, clues: Clues = NO_CLUES) -> Identity:
    """Return the identity of the report that `document` holds.

    Args:
        document: what was read.
        clues: what is known of its file.
    """
    said = clues.correction
    stem = re.sub(r"\.[A-Za-z0-9]+$", "", clues.name or document.source.name)
    lines = document.lines
    stated = squeeze(document.title) if document.title else None
    titles = [title for title in (stated, printed_title(lines)) if title]
    title = said.title or _best_title(titles) or stem
    body = "".join("".join(line.text.split()) for line in lines[:_TEXT_LINES])
    covered = _COVERED.search(body)
    text_year = int(covered[1]) if covered else None
    names = [title, *(each for each in titles if each != title)]
    sheets = [block.caption for block in document.blocks if isinstance(block, Grid)]
    places = [
        *((name, TITLE) for name in (names if titles or said.title else [])),
        (stem, FILE_NAME),
        *((sheet, SHEET) for sheet in sheets if sheet),
        *((folder, FOLDER) for folder in reversed(clues.folders)),
    ]
    years = [(find_year(text), basis) for text, basis in places]
    years.insert(_after_titles(places), (text_year, TEXT))
    issuers = [(_named(text, basis), basis) for text, basis in places]
    issuers.insert(_after_titles(places), (_body_issuer(body), TEXT))
    # A cover that states its department names the issuer better than the title of a series.
    issuers.insert(0, (_stated_issuer(lines), TEXT))
    year, year_basis = _first([(said.year, GIVEN), *years])
    issuer, issuer_basis = _first([(said.issuer, GIVEN), *issuers])
    kind, kind_basis = _first([(said.kind, GIVEN), *((_kind(t), b) for t, b in places)])
    published, published_basis = _first(
        [(said.published, GIVEN), (document.published, STATED), (_signed(lines), SIGNED)]
    )
    url, url_basis = _first([(said.source_url, GIVEN), (document.source_url, STATED)])
    standing = find_standing(issuer, body)
    basis = {
        "issuer": issuer_basis,
        "year": year_basis,
        "kind": kind_basis,
        "published": published_basis,
        "source_url": url_basis,
    }
    return Identity(
        title=title,
        issuer=issuer,
        year=year,
        kind=kind or "报告",
        level=standing.level,
        region=standing.region,
        period=_period(covered),
        source_url=url,
        published=published,
        basis=tuple((name, value) for name, value in basis.items() if value),
        text_year=text_year,
    )


def _after_titles(places: Sequence[tuple[str, str]]) -> int:
    return sum(1 for _, basis in places if basis == TITLE)


def _first(found: Sequence[tuple[_T | None, str]]) -> tuple[_T | None, str | None]:
    """Return the first that says anything, with what it is from."""
    return next(((value, basis) for value, basis in found if value), (None, None))


def _best_title(titles: Sequence[str]) -> str | None:
    """Return the first of `titles` that says whose report it is, or of when, else the first."""
    telling = [title for title in titles if title_to_issuer(title) and find_year(title)]
    telling += [title for title in titles if title_to_issuer(title) or find_year(title)]
    return next(iter([*telling, *titles]), None)


def _named(text: str, basis: str) -> str | None:
    """Return the issuer `text` names; a sheet or folder is called so only for an authority."""
    issuer = title_to_issuer(text)
    if issuer is None or basis not in (SHEET, FOLDER):
        return issuer
    known = find_standing(issuer).level is not None or _ORGAN.search(issuer) is not None
    return issuer if known else None


def _kind(text: str) -> str | None:
    match = _KIND.search(text)
    if match is None:
        return None
    public = "信息公开" in match.group() or "政务公开" in match.group()
    return "政府信息公开工作年度报告" if public else match.group()


def _period(covered: re.Match[str] | None) -> str | None:
    if covered is None:
        return None
    last = find_date(f"{covered[2]}-{covered[3]}-{covered[4]}")
    return f"{covered[1]}-01-01/{last}" if last else None


def _signed(lines: Sequence[Line]) -> str | None:
    """Return the date that stands alone below the text, None where there is none."""
    last = [text for line in reversed(lines) if (text := "".join(line.text.split()))]
    for text in last[:_SIGNED_LINES]:
        if len(text) <= 14 and re.fullmatch(r"[\d二一〇零○０三四五六七八九十]+年.+月.+日", text):
            return find_date(text)
    return None


def _stated_issuer(lines: Sequence[Line]) -> str | None:
    """Return the department a cover states (“预算主管部门：某某局”)."""
    heads = [squeeze(line.text) for line in lines if line.text.strip()][:_COVER_LINES]
    return next((match[1] for head in heads if (match := _STATED.fullmatch(head))), None)


def printed_title(lines: Sequence[Line]) -> str | None:
    """Return the title printed over up to three of the first lines, None if there is none."""
    printed = (squeeze(line.text) for line in lines if line.text.strip())
    heads = [text for text in islice(printed, TITLE_LINES) if text not in _NOT_TITLE]
    for start in range(len(heads)):
        title = ""
        for text in heads[start : start + 3]:
            if len(text) > 60 or re.search(r"[。；]", text):
                break
            title += text
            if len(title) <= 80 and re.search(r"(?:报告|预算|决算|公报)(?:（[^）]*）)?$", title):
                return title
    return None


def find_year(text: str) -> int | None:
    """Return the first year named in `text`, in Arabic or Chinese digits.

    >>> find_year("二〇二〇年度报告"), find_year("城东区2020")
    (2020, 2020)
    """
    match = _YEAR.search(text)
    if match is None:
        return None
    if match[1]:
        return int(match[1])
    return parse_chinese_integer(re.sub("[零○O0]", "〇", match[2]))


def title_to_issuer(title: str) -> str | None:
    """Return the issuer named in `title`: what is left without year and kind.

    >>> title_to_issuer("城东区人民政府2020年政府信息公开工作年度报告")
    '城东区人民政府'
    """
    text = re.sub(r"^(?:关于|附件\d*[:：]?|\d+[.、])", "", squeeze(title))
    text = _YEAR.sub("|", text).replace("|年", "|").replace("|度", "|")
    text = re.sub(r"（[^）]*）|\([^)]*\)|_.*$|[《》“”]", "", text)
    text = _KIND.sub("|", text)
    parts = [re.sub(r"^度|的$|关于$", "", part.strip(" -—_·")) for part in text.split("|")]
    parts = [part for part in parts if len(part) >= 2 and re.search(r"[\u3400-\u9fff]", part)]
    return parts[0] if parts else None


def _body_issuer(body: str) -> str | None:
    match = _ISSUER.search(body[:400])
    return match.group() if match else None
