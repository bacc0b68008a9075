"""Places in the names of authorities: their level, and what lies above them.

青禾区 of 云岭市青禾区人民政府 is a county-level place below 云岭市; 云岭市交通运输局 is a
department of 云岭市. The words that tell levels are data (`places.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_TEXT = 3_000
"""Characters of the report in which the place above may be named."""
_BEFORE = re.compile(r"[《“”，。、；：\s（）]|关于|根据|按照|在|由|向|与|和|对")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an authority stands: its level, and the place it belongs to."""

    level: str | None
    region: str | None
    """For a department its own place, for a government the place above; None if unknown."""


@cache
def _words() -> Mapping[str, Any]:
    with Path(__file__).with_name("places.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _chain() -> re.Pattern[str]:
    parts = []
    for name, suffixes in _words()["levels"].items():
        words = "|".join(sorted(suffixes, key=len, reverse=True))
        # Two characters at least, since 城市 is no place; only counties have shorter names.
        short = r"|[\u3400-\u9fff]县" if "县" in suffixes else ""
        parts.append(rf"(?P<{name}>[\u3400-\u9fff]{{2,6}}?(?:{words}){short})?")
    return re.compile("".join(parts))


def find_standing(issuer: str | None, text: str = "") -> Standing:
    """Return where `issuer` stands; `text` is the beginning of its report.

    >>> find_standing("云岭市青禾区人民政府")
    Standing(level='县级', region='云岭市')
    >>> find_standing("云岭市交通运输局")
    Standing(level='市级', region='云岭市')
    """
    if not issuer:
        return Standing(None, None)
    words = _words()
    if issuer.startswith(tuple(words["national"])):
        return Standing("国家级", None)
    match = _chain().match(issuer)
    found = {name: place for name, place in (match.groupdict() if match else {}).items() if place}
    if not found or match is None:
        return Standing(None, None)
    levels = list(found)
    place, level = found[levels[-1]], levels[-1]
    if place in words["provincial"]:
        level = "省级"
    if issuer[match.end() :] not in words["governments"]:
        return Standing(level, issuer[: match.end()])
    above = "".join(found[name] for name in levels[:-1])
    return Standing(level, above or _place_above(place, text))


def _place_above(place: str, text: str) -> str | None:
    """Return the place named right before `place` in `text`, None where there is none."""
    pattern = rf"([\u3400-\u9fff]{{2,6}}?(?:省|自治区|市|自治州|盟)){re.escape(place)}"
    match = re.search(pattern, text[:_TEXT])
    if match is None:
        return None
    return _BEFORE.split(match[1])[-1] or None
