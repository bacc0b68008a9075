"""Proof: no figure is shown that does not stand in a cited place.

Every number in a sentence must be a value of the answer in the same unit, and of the
year and issuer its clause speaks of; or stand inside a quotation of a cited place; or
belong to the catalogue (a year or title that is held).
The check fails closed: a sentence that cannot be proven is withheld, and the answer
says so. The idea is that of proof-carrying numbers (arXiv 2509.06902).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.quantity import ARABIC, CHINESE, parse_figure
from corpus.terms import compact, fold
from qa.answer import Citation, Value
from qa.sums import miscomputed
from qa.understanding.levels import place_of

WITHHELD = "有一句话里的数字没有找到出处，已经略去。"

_QUOTED = re.compile(r"“([^“”]*(?:“[^“”]*”[^“”]*)*)”")
_WIDEST = re.compile(r"“(.*)”", re.DOTALL)
_NUMBER = re.compile(
    rf"(?P<figure>[-－]?{ARABIC})"
    r"(?P<scale>[十百千万亿]*)(?P<more>[余多])?"
    r"(?P<unit>个百分点|百分点|[%％‰]|人（次）|人次|万元|亿元|元|件|条|项|个|次|家|场|期|篇|份|起|年|名|人|天)?"
)
_CHINESE = re.compile(
    rf"(?P<figure>{CHINESE})(?=(?P<unit>件|条|项|个|次|家|场|期|篇|份|起|名|人|%|元))"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ASKED = re.compile(r"您问的是“([^“”]*)”")
_COMPUTED = re.compile("(合计|平均每年|平均每个单位)$")
_DIGITS = re.compile(r"\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千万亿]+")
_NAMED_YEAR = re.compile(r"(?<!\d)(\d{4})年")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence may draw its figures from."""

    values: tuple[Value, ...]
    citations: tuple[Citation, ...]
    catalogue: frozenset[str]
    """Titles and labels held; figures inside them are proven by them."""
    years: frozenset[int]
    issuers: frozenset[str] = frozenset()
    """Names of all issuers held, to tell whom a clause speaks of."""
    asked: str = ""
    """What was asked: its numbers may stand in “您问的是…”, and nowhere else."""


def prove(sentences: Iterable[str], evidence: Evidence) -> tuple[tuple[str, ...], bool]:
    """Return the sentences that are proven, and whether any was withheld."""
    kept = []
    withheld = False
    for sentence in sentences:
        if unproven(sentence, evidence):
            withheld = True
        else:
            kept.append(sentence)
    return tuple(kept), withheld


def unproven(sentence: str, evidence: Evidence) -> list[str]:
    """Return the numbers of `sentence` that nothing proves."""
    text = _ASKED.sub(lambda m: _repeated(m, evidence), sentence)
    text = _without_proven_quotations(text, evidence)
    left = miscomputed(sentence)
    for clause in re.split("[；。]", text):
        values = _values_of(clause, evidence)
        for known in sorted(evidence.catalogue, key=len, reverse=True):
            clause = clause.replace(known, "")
        folded = fold(clause)
        left += [m.group() for m in _NUMBER.finditer(folded) if not _proven(m, values, evidence)]
        left += [m.group() for m in _CHINESE.finditer(folded) if not _said(m, values)]
    return left


def _repeated(match: re.Match[str], evidence: Evidence) -> str:
    """Drop what a sentence repeats of the question, if the question has all its numbers."""
    numbers = _DIGITS.findall(fold(match[1]))
    known = set(_DIGITS.findall(fold(evidence.asked)))
    # A year within the span asked about that is not held claims nothing of any figure.
    strange = [n for n in numbers if n not in known]
    unheld = all(_YEAR.fullmatch(n) and int(n) not in evidence.years for n in strange)
    return "" if unheld else match.group()


def _values_of(clause: str, evidence: Evidence) -> list[Value]:
    """Return the figures of the years and issuers that `clause` names; all if it names none."""
    years = {int(year) for year in _NAMED_YEAR.findall(fold(clause))}
    issuers = _issuers_in(clause, evidence.issuers)
    return [
        value
        for value in evidence.values
        if (not years or value.year is None or value.year in years)
        and (not issuers or value.issuer is None or value.issuer in issuers)
    ]


def _issuers_in(clause: str, issuers: frozenset[str]) -> set[str]:
    """Return the issuers `clause` names, by full name or by the place they govern."""
    names = [(name, issuer) for issuer in issuers for name in {issuer, place_of(issuer)}]
    found = set()
    for name, issuer in sorted(names, key=lambda pair: (-len(pair[0]), pair)):
        if name in clause:
            found.add(issuer)
            clause = clause.replace(name, "\x00")
    return found


def _without_proven_quotations(sentence: str, evidence: Evidence) -> str:
    """Blank out quotations whose words stand in a cited place."""
    places = [compact(citation.quote) for citation in evidence.citations]
    places += [compact("".join((*c.row, *c.column, *c.section))) for c in evidence.citations]

    def blank(match: re.Match[str]) -> str:
        # A quotation may join several passages, one a line.
        pieces = [compact(piece) for piece in match[1].split("\n")]
        proven = all(any(piece in place for place in places) for piece in pieces)
        return "" if proven else match.group()

    # Printed text has unbalanced quotation marks: the widest quotation is tried first.
    return _QUOTED.sub(blank, _WIDEST.sub(blank, sentence))


def _proven(match: re.Match[str], values: Sequence[Value], evidence: Evidence) -> bool:
    figure = parse_figure(match["figure"].lstrip("-－"))
    unit = match["unit"] or ""
    if figure is None:
        return False
    if unit == "年" and figure in evidence.years:
        return True
    return _is_value(figure, match["scale"] + unit, _told(match, values))


def _told(match: re.Match[str], values: Sequence[Value]) -> Sequence[Value]:
    """Return the figures a word before the number leaves open: a total is no operand."""
    said = _COMPUTED.search(match.string[: match.start()])
    if said is None:
        return values
    op = "sum" if said[1] == "合计" else "mean"
    made = [value for value in values if value.derived is not None and value.derived.op == op]
    return made or values


def _said(match: re.Match[str], values: Sequence[Value]) -> bool:
    """Tell whether a Chinese numeral is proven; “一” is a word more often than a figure."""
    figure = parse_figure(match["figure"])
    return figure is None or figure <= 1 or _is_value(figure, match["unit"], values)


def _is_value(figure: Decimal, unit: str, values: Sequence[Value]) -> bool:
    return any(
        known.value is not None and abs(known.value) == figure and _same_unit(unit, known.unit)
        for known in values
    )


def _same_unit(printed: str, unit: str | None) -> bool:
    """Tell whether a printed unit contradicts the value's: nothing printed never does."""
    if not printed:
        return True
    if unit is None:
        return False
    return unit.startswith(printed) or printed.startswith(unit)


def years_of(values: Sequence[Value], held: Iterable[int | None]) -> frozenset[int]:
    """Return the years an answer may speak of: held ones and those of its figures."""
    named = {value.year for value in values} | set(held)
    return frozenset(year for year in named if year is not None)
