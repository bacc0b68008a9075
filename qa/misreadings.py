"""Misreadings: figures that stand where they are cited, but answer another question.

The last look at a draft: it finds the cell or the sentence the figures come from and
asks whether the question could have meant it. Figures of one body never answer for all
bodies of a kind, a part of another body's whole is never more than all of it, and the
rules of `misreadings.toml` name words that must stand, or must not, in what is cited.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.report import Fact, FactKind
from qa.answer import Status
from qa.draft import Draft

_BODIES = r"部门|委办局|委局|局委办|区县|县区|区(?!域|级|间)|县(?!级|域)|镇街|街道|乡镇"
_ALL_OF_A_KIND = re.compile(rf"(?:各个?|所有的?|全部的?|哪个|哪一个|哪些)(?:{_BODIES})")
_OWN_LEVEL = re.compile(
    r"[市区县省]政?府?本级|(?<!国)(?<!部)[市区县]级(?!以上|部门|财政|单位|层面)"
)
_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,2}[）)、.]\s*")
_ALL = 100


@dataclass(frozen=True, slots=True)
class _Rule:
    asks: re.Pattern[str]
    unless: re.Pattern[str] | None
    of: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    bars: re.Pattern[str] | None

    def broken_by(self, asked: str, cited: str) -> bool:
        if not self.asks.search(asked) or (self.unless and self.unless.search(asked)):
            return False
        if self.of and not self.of.search(cited):
            return False
        lacks = self.needs is not None and not self.needs.search(cited)
        return lacks or bool(self.bars and self.bars.search(cited))


@cache
def _rules() -> tuple[_Rule, ...]:
    with Path(__file__).with_name("misreadings.toml").open("rb") as file:
        rules = tomllib.load(file)["rule"]

    def pattern(rule: dict[str, str], name: str) -> re.Pattern[str] | None:
        return re.compile(rule[name]) if name in rule else None

    return tuple(
        _Rule(
            re.compile(rule["asks"]),
            pattern(rule, "unless"),
            pattern(rule, "of"),
            pattern(rule, "needs"),
            pattern(rule, "bars"),
        )
        for rule in rules
    )


def is_misread(asked: str, draft: Draft) -> bool:
    """Tell whether the figures of `draft` answer another question than `asked` (simplified)."""
    if draft.status is not Status.ANSWERED or not draft.values or not draft.facts:
        return False
    cited = _cited(draft.facts[0])
    return (
        any(rule.broken_by(asked, cited) for rule in _rules())
        or _is_of_one_body(asked, draft.facts)
        or _exceeds_its_whole(draft)
    )


def _cited(fact: Fact) -> str:
    """Return the row and column of a cell, or the sentence of a prose figure."""
    if fact.kind is FactKind.PROSE:
        return fact.quote
    return "›".join((*(_NUMBERING.sub("", part) for part in fact.row), *fact.column))


def _is_of_one_body(asked: str, facts: Sequence[Fact]) -> bool:
    """Tell whether figures of one report stand for all bodies of a kind, or for one level.

    The report of a city tells of the city; what its districts did each, only its text says.
    """
    first = facts[0]
    told = first.quote if first.kind is FactKind.PROSE else _cited(first)
    several = _ALL_OF_A_KIND.search(asked)
    if several and len({fact.report for fact in facts}) == 1 and several.group() not in told:
        return first.kind is not FactKind.PROSE or not re.search(_BODIES, told)
    level = _OWN_LEVEL.search(asked)
    return level is not None and level.group() not in told


def _exceeds_its_whole(draft: Draft) -> bool:
    """Tell whether a share between two reports is more than all: part and whole reversed."""
    value = draft.values[0]
    return (
        value.derived is not None
        and value.derived.op == "share"
        and value.value is not None
        and value.value > _ALL
        and len({fact.report for fact in draft.facts}) > 1
    )
