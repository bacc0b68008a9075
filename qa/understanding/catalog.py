"""What is held: issuers, the names people use for them, and their years.

Everything a question is resolved against before any fact is looked up: which reports
it is about, or why that cannot be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.report import Report
from qa.understanding.agencies import agency_to_names

_TAIL = re.compile(r"(?:人民政府办公厅|人民政府办公室|人民政府|管理委员会|管委会|党工委管委会)$")
_LEVEL = re.compile(
    r"(?:综合实验区|经济技术开发区|高新技术产业开发区|新区|自治区|自治州|自治县|[省市区县州旗])$"
)
_ZONES = (
    ("综合实验区", ("实验区",)),
    ("经济技术开发区", ("经开区", "开发区")),
    ("高新技术产业开发区", ("高新区", "开发区")),
)
"""What people who live there call a zone, leaving its name out."""
_PARENT = re.compile(r"^(?:[\u3400-\u9fff]{2,7}?(?:省|自治区|市|自治州|盟))(?=[\u3400-\u9fff]{2,})")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The reports held, by issuer and year."""

    reports: tuple[Report, ...]
    parents: tuple[tuple[str, str], ...] = ()
    """Issuers with the place their own text names above them: 城东区人民政府, 西宁市."""

    @property
    def issuers(self) -> tuple[str, ...]:
        """Issuers held, in order of first appearance."""
        return tuple(dict.fromkeys(r.issuer for r in self.reports if r.issuer))

    def years(self, issuer: str | None = None) -> tuple[int, ...]:
        """Years held, oldest first, of one issuer or of all."""
        found = {r.year for r in self.reports if r.year and issuer in (None, r.issuer)}
        return tuple(sorted(found))

    def latest(self, issuers: Sequence[str]) -> int | None:
        """The latest year held of any of `issuers` (of all, if none is named)."""
        years = [r.year for r in self.reports if r.year and (not issuers or r.issuer in issuers)]
        return max(years, default=None)

    def select(self, issuers: Sequence[str], years: Sequence[int]) -> list[Report]:
        """Reports of the given issuers and years; an empty selection means all.

        Of several editions of one report the last published counts, else the last held.
        """
        latest: dict[tuple[str | None, int | None, str], Report] = {}
        for r in sorted(self.reports, key=lambda r: r.published or ""):
            latest[(r.issuer, r.year, r.kind)] = r
        current = {r.id for r in latest.values()}
        return [
            r
            for r in self.reports
            if r.id in current
            and (not issuers or r.issuer in issuers)
            and (not years or r.year in years)
        ]

    def aliases(self) -> list[tuple[str, tuple[str, ...]]]:
        """For each issuer, the names that mean it and no other issuer held."""
        parents = dict(self.parents)
        by_issuer = {
            issuer: with_parent(issuer_to_aliases(issuer), parents.get(issuer))
            for issuer in self.issuers
        }
        return [
            (
                issuer,
                tuple(
                    alias
                    for alias in aliases
                    if alias == issuer
                    or not any(
                        alias in other for name, other in by_issuer.items() if name != issuer
                    )
                ),
            )
            for issuer, aliases in by_issuer.items()
        ]

    def held(self) -> str:
        """One clause of Chinese that says what is held, for answers without a figure."""
        parts = []
        for issuer in self.issuers[:6]:
            years = "、".join(f"{year}年" for year in self.years(issuer))
            parts.append(f"{issuer}（{years}）" if years else issuer)
        more = len(self.issuers) - 6
        return "；".join(parts) + (f"等{len(self.issuers)}个单位" if more > 0 else "")


def with_parent(aliases: Sequence[str], parent: str | None) -> tuple[str, ...]:
    """Return `aliases` and each of them behind the name of the place above."""
    if parent is None:
        return tuple(aliases)
    joined = [f"{parent}{alias}" for alias in aliases if not alias.startswith(parent)]
    return (*joined, *aliases)


def find_parent(issuer: str, texts: Iterable[str]) -> str | None:
    """Return the place that stands before the issuer's name in its own text, if any."""
    stem = _TAIL.sub("", issuer)
    pattern = re.compile(rf"([\u3400-\u9fff]{{2,6}}?(?:省|市|自治州|盟)){re.escape(stem)}")
    for text in texts:
        match = pattern.search(text)
        if match:
            # The longest run before the name may begin with other words: 《西宁市城东区….
            return re.split(r"[《“，。、关于照在由向与和]", match[1])[-1]
    return None


def issuer_to_aliases(issuer: str) -> tuple[str, ...]:
    """Return the names people use for `issuer`, longest first.

    >>> issuer_to_aliases("城东区人民政府")
    ('城东区人民政府', '城东区政府', '城东区', '东区', '城东')
    """
    names = {issuer}
    stem = _TAIL.sub("", issuer)
    names |= {stem, _PARENT.sub("", stem), _PARENT.sub("", issuer)}
    if stem != issuer:
        names |= {f"{stem}政府", f"{_PARENT.sub('', stem)}政府"}
    for name in list(names):
        bare = _LEVEL.sub("", name)
        if len(bare) >= 2 and bare != name and _LEVEL.search(stem):
            names.add(bare)
    short = _PARENT.sub("", stem)
    if _LEVEL.search(short) and len(short) == 3 and short == stem:
        names.add(short[1:])
    names |= {said for zone, all_said in _ZONES if stem.endswith(zone) for said in all_said}
    names |= agency_to_names(issuer) | _street_names(issuer)
    return tuple(sorted((n for n in names if len(n) >= 2), key=lambda n: (-len(n), n)))


def _street_names(name: str) -> set[str]:
    """Return the names of a subdistrict without the place above it."""
    match = re.search(r"(?:人民政府|[区县市])([\u3400-\u9fff]{2,4}街道)(?:办事处)?$", name)
    return {match[1], f"{match[1]}办事处"} if match else set()
