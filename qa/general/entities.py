"""Entities: which things of the record tables a question speaks of.

A thing is found by a name it has in a record, or by its full name: a short name is an
ordered subsequence of the full one, generic tails (股份, 集团, 科技 …) aside. Where one
company's full name contains another's short name both are candidates, and the question
is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.terms import simplify
from index.records import Entity
from qa.general.record_lexicon import load_record_lexicon

MAX_CANDIDATES = 4

_FULL = re.compile(
    r"[\u3400-\u9fffa-z0-9()（）·*\-]{2,40}?(?:[(（]集团[)）]|集团|控股|股份|有限|责任)+公司"
)
_STATUS = re.compile(r"^\*?st|[-－](?:u|w|uw|b|s)$")
_SURE = 4
"""Score of two characters in a row: the least that tells a company."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the question that names one entity, or several it may mean."""

    start: int
    end: int
    candidates: tuple[Entity, ...]
    sure: bool = True
    """False where the name fits only loosely: the question is asked back."""


class Directory:
    """All entities of a library by their names."""

    def __init__(self, entities: Sequence[Entity], texts: Callable[[str], str]) -> None:
        """Index `entities`; `texts` returns all that is printed in an entity's records."""
        self._texts = texts
        self._by_name: dict[str, list[Entity]] = {}
        for entity in entities:
            for name in entity.names:
                plain = simplify(name)
                for form in {plain, _STATUS.sub("", plain)}:
                    if len(form) >= 2:
                        self._by_name.setdefault(form, []).append(entity)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._by_name), default=0)

    def find(self, text: str) -> list[Mention]:
        """Return what `text`, simplified and lower case, names, from left to right."""
        if not self._by_name:
            return []
        found: list[Mention] = []
        taken = text
        for match in _FULL.finditer(text):
            mention = self._full_name(match.group(), match.start())
            if mention is not None:
                found.append(mention)
                blank = "\x00" * (mention.end - mention.start)
                taken = taken[: mention.start] + blank + taken[mention.end :]
        found += self._exact(taken)
        return sorted(found, key=lambda mention: mention.start)

    def first(self, count: int) -> tuple[Entity, ...]:
        """Return a few entities, to name what is held."""
        return _distinct([held[0] for held in self._by_name.values()])[:count]

    def like(self, text: str) -> tuple[Entity, ...]:
        """Return the entities with `text` in a name, a few at most."""
        return _distinct([e for name, held in self._by_name.items() if text in name for e in held])

    def _exact(self, text: str) -> list[Mention]:
        """Return the names that stand in `text`, the longest from each place on."""
        found, position = [], 0
        while position < len(text) - 1:
            for length in range(min(self._longest, len(text) - position), 1, -1):
                name = text[position : position + length]
                if name in self._by_name and _stands_alone(text, position, length):
                    candidates = _distinct(self._by_name[name])
                    found.append(Mention(position, position + length, candidates))
                    position += length
                    break
            else:
                position += 1
        return found

    def _full_name(self, span: str, start: int) -> Mention | None:
        """Return what a company's name in full stands for, None where it fits nothing."""
        for offset in range(len(span) - 3):
            if span[offset:] in self._by_name:
                held = _distinct(self._by_name[span[offset:]])
                return Mention(start + offset, start + len(span), held)
        own = _distinctive(span)
        scored = []
        for name, entities in self._by_name.items():
            if name.isascii() or not _is_subsequence(name, span):
                continue
            places = _align(name, span, own)
            score = sum(length * length for length in _runs(places & own))
            scored.append((score, places & own, _distinct(entities), places))
        best = max((item[0] for item in scored), default=0)
        if best < 2:
            return None
        sure = best >= _SURE
        near = [item for item in scored if item[0] * 2 > best and (not sure or item[0] >= _SURE)]
        kept = [a for a in near if not any(a[1] < b[1] for b in near)]
        loose = best == _SURE and any(max(item[1]) + 1 in own for item in kept)
        if loose and not any(span[:2] in self._texts(e.key) for item in kept for e in item[2]):
            # 深圳长城开发科技 is 深科技, not 长城科技: names made of the place come in,
            # unless an address of the best one is there.
            kept += [item for item in scored if item not in kept and min(item[3]) == 0]
        candidates = _distinct([entity for item in kept for entity in item[2]])
        if len(candidates) > MAX_CANDIDATES and not sure:
            return None
        return Mention(start, start + len(span), candidates[:MAX_CANDIDATES], sure)


def _distinct(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    return tuple({entity.key: entity for entity in entities}.values())


def _stands_alone(text: str, start: int, length: int) -> bool:
    """Tell whether a code is no part of a longer number."""
    if not text[start : start + length].isascii():
        return True
    before, after = text[start - 1 : start], text[start + length : start + length + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def _is_subsequence(name: str, span: str) -> bool:
    position = -1
    for character in name:
        position = span.find(character, position + 1)
        if position < 0:
            return False
    return True


def _distinctive(span: str) -> frozenset[int]:
    """Return the places of `span` outside generic words."""
    places = set(range(len(span)))
    for tail in load_record_lexicon().tails:
        for match in re.finditer(re.escape(tail), span):
            places -= set(range(*match.span()))
    return frozenset(places)


def _align(name: str, span: str, own: frozenset[int]) -> frozenset[int]:
    """Return the places of `name`'s characters in `span` that make the longest runs.

    Runs of distinctive characters count; dynamic programming over (character, place).
    """
    best: dict[int, tuple[int, int, frozenset[int]]] = {}
    for index, character in enumerate(name):
        following: dict[int, tuple[int, int, frozenset[int]]] = {}
        for place, other in enumerate(span):
            if other != character:
                continue
            worth = 1 if place in own else 0
            options = [(worth, worth, frozenset({place}))] if index == 0 else []
            for last, (score, run, places) in best.items():
                if last >= place:
                    continue
                grown = run + 1 if last == place - 1 and worth else worth
                gain = grown * grown - run * run if grown > 1 else worth
                options.append((score + gain, grown, places | {place}))
            if options:
                following[place] = max(options, key=lambda option: option[0])
        best = following
    return max(best.values(), key=lambda option: option[0])[2] if best else frozenset()


def _runs(places: frozenset[int]) -> list[int]:
    """Return the lengths of the runs of neighbouring places."""
    lengths: list[int] = []
    last = None
    for place in sorted(places):
        if last is not None and place == last + 1:
            lengths[-1] += 1
        else:
            lengths.append(1)
        last = place
    return lengths
