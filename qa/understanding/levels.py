"""Levels: what sort of body an issuer is and whose, so that like is compared with like.

A city and its districts are whole and part, a city and its bureaus too; sums and
rankings run over issuers of one level under one place. Read from the names alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

ANY = "任意"
"""哪个单位: issuers of one level, whichever it is."""
ALL = "全部"
"""所有单位: every issuer held, whatever its level."""

_TAIL = re.compile(r"(?:人民政府办公厅|人民政府办公室|人民政府|管理委员会|管委会|党工委管委会)$")
_PREFIX = re.compile(r"^[\u3400-\u9fff]{2,7}?(?:省|自治区|市|自治州|盟)(?=[\u3400-\u9fff]{2,})")
_DEPARTMENT = re.compile(
    r"(?:局|委员会|委|厅|办公室|办|中心|院|处|科|部|署|站|所|队|公司|集团|学校|大学|医院)$"
)
_TOWN = re.compile(r"(?:街道办事处|街道|镇|乡)$")
_PLACES = (
    (re.compile(r"(?:省|自治区)$"), "省"),
    (re.compile(r"(?:市|自治州|盟|地区)$"), "市"),
    (re.compile(r"(?:区|县|旗)$"), "县"),
)


def place_of(issuer: str) -> str:
    """Return the place an issuer governs: 云岭市 for 云岭市人民政府."""
    return _TAIL.sub("", issuer)


def level_of(issuer: str) -> str | None:
    """Return 省, 市, 县, 乡镇 or 部门, None where the name does not tell.

    >>> level_of("云岭市青禾区人民政府"), level_of("云岭市交通运输局")
    ('县', '部门')
    """
    stem = place_of(issuer)
    if _TOWN.search(stem):
        return "乡镇"
    for pattern, level in _PLACES:
        if pattern.search(stem):
            # 昆山市 under 苏州市 is a county-level city.
            inner = level == "市" and _PREFIX.match(stem) is not None
            return "县" if inner and not stem.startswith(_province(stem)) else level
    return "部门" if _DEPARTMENT.search(stem) else None


def _province(stem: str) -> str:
    match = re.match(r"^[\u3400-\u9fff]{2,6}?(?:省|自治区)", stem)
    return match[0] if match else "\0"


def parent_of(issuer: str, parents: Mapping[str, str]) -> str | None:
    """Return the place above an issuer: from its own name, else as its text says."""
    stem = place_of(issuer)
    match = _PREFIX.match(stem)
    return match[0] if match else parents.get(issuer)


def peers(
    issuers: Iterable[str], level: str, parents: Mapping[str, str], under: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the issuers of one level, those under one of `under` if any is given."""
    places = {place_of(name) for name in under}
    return tuple(
        name
        for name in issuers
        if level in (ANY, ALL, level_of(name))
        and (not places or parent_of(name, parents) in places)
    )


def groups(
    issuers: Iterable[str], parents: Mapping[str, str]
) -> dict[tuple[str | None, str | None], tuple[str, ...]]:
    """Return the issuers by level and place above: those that may be added and ranked."""
    found: dict[tuple[str | None, str | None], tuple[str, ...]] = {}
    for name in issuers:
        key = level_of(name), parent_of(name, parents)
        found[key] = (*found.get(key, ()), name)
    return found


def part_and_whole(issuers: Iterable[str], parents: Mapping[str, str]) -> tuple[str, str] | None:
    """Return a part and the whole that holds it, if both are among `issuers`."""
    names = tuple(issuers)
    places = {place_of(name): name for name in names}
    for name in names:
        above = parent_of(name, parents)
        if above in places and places[above] != name:
            return name, places[above]
    return None
