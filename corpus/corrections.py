"""Corrections: what a person says of a file, believed before anything read from it.

Given with `ingest --issuer --year --kind`, or in a `报告.toml` beside the files:

    issuer = "青禾区人民政府"      # for all files of the folder and those below it
    missing = ["-1"]

    ["年报.pdf"]                   # for one file, or for all that a pattern like *.xlsx fits
    year = 2021
    published = 2022-01-20
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from corpus.errors import SourceError

FILE = "报告.toml"


@dataclass(frozen=True, slots=True)
class Correction:
    """What is said of a file; None where nothing is said."""

    title: str | None = None
    issuer: str | None = None
    year: int | None = None
    kind: str | None = None
    source_url: str | None = None
    published: str | None = None
    """ISO date."""
    missing: tuple[str, ...] = ()
    """Prints that mean “no data”."""

    def over(self, other: Correction) -> Correction:
        """Return what the two say together, this one believed first."""
        said = {f.name: v for f in fields(self) if (v := getattr(self, f.name)) not in (None, ())}
        return replace(other, **said)


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of a file besides its content."""

    name: str | None = None
    """Its name where it has another on disk, as the files of an archive do."""
    folders: tuple[str, ...] = ()
    """Folders it stands in, from the one that was given to ingest on."""
    correction: Correction = Correction()


NO_CLUES = Clues()


def read_corrections(path: Path, name: str) -> Correction:
    """Return what the `报告.toml` at `path` says of the file called `name`.

    Raises:
        SourceError: it cannot be understood.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _wrong(f"读不出来（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise _wrong("不是 UTF-8 编码") from error
    except tomllib.TOMLDecodeError as error:
        raise _wrong(str(error)) from error
    general = {key: value for key, value in content.items() if not isinstance(value, Mapping)}
    said = _to_correction(general)
    for pattern, section in content.items():
        if isinstance(section, Mapping) and (pattern == name or fnmatchcase(name, pattern)):
            said = _to_correction(section).over(said)
    return said


def _to_correction(section: Mapping[str, Any]) -> Correction:
    known = {field.name for field in fields(Correction)}
    unknown = [key for key in section if key not in known]
    if unknown:
        raise _wrong(f"不认识“{unknown[0]}”，可以写 {'、'.join(sorted(known))}")
    said = dict(section)
    if "missing" in said:
        prints = said["missing"] if isinstance(said["missing"], list) else [said["missing"]]
        said["missing"] = tuple(str(each) for each in prints)
    if isinstance(said.get("published"), (date, datetime)):
        said["published"] = said["published"].isoformat()[:10]
    for key, value in said.items():
        if key == "year" and (not isinstance(value, int) or not 1900 <= value <= 2100):
            raise _wrong("year 应当是四位数的年份")
        if key not in ("year", "missing") and not isinstance(value, str):
            raise _wrong(f"{key} 应当是加引号的文字")
    if not re.fullmatch(r"(?:\d{4}-\d{2}-\d{2})?", str(said.get("published") or "")):
        raise _wrong("published 应当写成 2022-01-20 这样的日期")
    return Correction(**said)


def _wrong(reason: str) -> SourceError:
    return SourceError("correction", f"同一文件夹的“{FILE}”有误：{reason}；请改好再导入。")
