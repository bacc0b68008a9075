"""Agencies: the short names a department goes by, told from its full name.

澜州市卫生健康委员会 is 卫健委 or 市卫健委 in speech, 中共青禾区委社会工作部 is 区委社工部.
The words are data (`agencies.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PARTY = re.compile(r"^中共|^中国共产党")
_CITY = re.compile(
    r"^[\u3400-\u9fff]{2,7}?(?:省|自治区|(?<!城)市|自治州|盟)(?=[\u3400-\u9fff]{2,})"
)
_DISTRICT = re.compile(
    r"^[\u3400-\u9fff]{1,8}?(?:(?<!社)(?<!地)区|县|旗|(?<!城)市)(?=委|[\u3400-\u9fff]{3,})"
)
_OFFICE = re.compile(
    r"^(?P<party>委)?(?P<stem>[\u3400-\u9fff]+?)"
    r"(?P<tail>管理委员会|委员会|办公室|局|委|厅|办|部|中心)$"
)
_GOVERNMENT = re.compile(r"人民政府|街道|管理委员会$|[镇乡]$")


@dataclass(frozen=True, slots=True)
class _Words:
    names: Mapping[str, tuple[str, ...]]
    tails: Mapping[str, str]


@cache
def _words() -> _Words:
    text = files("qa.understanding").joinpath("agencies.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    names = {stem: tuple(short) for stem, short in table["names"].items()}
    return _Words(names, table["tails"])


def agency_to_names(name: str) -> set[str]:
    """Return the names people use for a department, without those of its place alone.

    >>> sorted(agency_to_names("澜州市卫生健康委员会"), key=len)[:2]
    ['卫健委', '卫生委']
    """
    if _GOVERNMENT.search(name):
        return set()
    bare = _PARTY.sub("", name)
    city = _CITY.match(bare)
    below = bare[len(city[0]) :] if city else bare
    district = _DISTRICT.match(below)
    regions = {below[: district.end()]} if district else set()
    if city:
        regions |= {f"{city[0]}{region}" for region in regions or {""}}
    region = max(regions, key=len, default="")
    match = _OFFICE.match(bare[len(region) :])
    if match is None:
        return set()
    stem, tail, words = match["stem"], match["tail"], _words()
    stems = {stem, *words.names.get(stem, ())}
    if region and len(stem) >= 4 and stem not in words.names and tail in {"局", "委", "厅", "办"}:
        stems.add(stem[:2])
    tails = {tail, words.tails.get(tail, tail)}
    names = {short + end for short in stems for end in tails}
    party = match["party"] or ""
    level = region[-1:]
    return {
        spoken
        for name in names
        for spoken in (name, *(f"{place}{party}{name}" for place in (level, *regions)))
        if len(spoken) >= 2
    }
