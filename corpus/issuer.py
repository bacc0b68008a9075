"""Who and when: title, issuer, year and kind of a report.

Read from the title (stated or printed on the first lines), then the text, then the
file name, in that order of trust.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.quantity import parse_chinese_integer
from corpus.readers.layout import squeeze
from corpus.report import Line

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
    r"(?:自|从)?\s*((?:19|20)\d\d)\s*年\s*1\s*月\s*1\s*日\s*(?:起)?\s*(?:至|到|—|-)"
)
TITLE_LINES = 8


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report is: `title` as printed, `issuer` without year and kind."""

    title: str
    issuer: str | None
    year: int | None
    kind: str


def identify(lines: Sequence[Line], stated: str | None, file_name: str) -> Identity:
    """Return the identity of a report.

    Args:
        lines: its printed lines.
        stated: the title its metadata states, if any.
        file_name: name of its file, the last resort.
    """
    stem = re.sub(r"\.[A-Za-z0-9]+$", "", file_name)
    title = squeeze(stated) if stated else printed_title(lines) or stem
    body = "".join("".join(line.text.split()) for line in lines[:200])
    year = find_year(title) or _covered_year(body) or find_year(stem)
    issuer = title_to_issuer(title) or _body_issuer(body) or title_to_issuer(stem)
    match = _KIND.search(title) or _KIND.search(stem)
    kind = match.group() if match else "报告"
    if "信息公开" in kind or "政务公开" in kind:
        kind = "政府信息公开工作年度报告"
    return Identity(title, issuer, year, kind)


def printed_title(lines: Sequence[Line]) -> str | None:
    """Return the title printed over up to three of the first lines, None if there is none."""
    heads = [squeeze(line.text) for line in lines if line.text.strip()][:TITLE_LINES]
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


def _covered_year(body: str) -> int | None:
    match = _COVERED.search(body)
    return int(match[1]) if match else None


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
