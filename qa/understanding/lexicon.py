"""The lexicon: how people call the rows and columns of the statutory tables.

Loads `lexicon.toml` and `light.toml`, which a domain expert edits. A `Node` is one heading with the
names people use for it; `covers` are words it accounts for without being named by
them. Function words carry no content; synonyms are groups of words for running text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from corpus.checks import short_label
from corpus.forms.form import letters
from corpus.quantity import units
from corpus.report import Path as HeadingPath

_HERE = Path(__file__).parent

SECTION2 = "section2"
"""Domain of the small tables under 主动公开政府信息情况."""

_PART = re.compile(r"\{([^{}]*)\}")

SPOKEN = ("compare", "rank", "mean", "share", "trend", "count", "times")
"""Kinds of questions with function words of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A row or column heading of a statutory table, whatever the form's edition.

    There is one of each, so that what is worked out of it can be remembered by identity.
    """

    id: str
    domain: str
    axis: Literal["row", "column"]
    labels: tuple[str, ...]
    names: frozenset[str]
    fixed: frozenset[str]
    """The names written out in full, in which slips of the keyboard are mended."""
    covers: frozenset[str]
    strong: frozenset[str]
    group: bool
    under: str | None
    default: bool

    def heads(self, path: HeadingPath) -> bool:
        """Tell whether this heading is the last part of `path`."""
        return bool(path) and any(_same(label, path[-1]) for label in self.labels)

    def above(self, path: HeadingPath) -> bool:
        """Tell whether this heading is a part of `path` other than the last."""
        return any(_same(label, part) for part in path[:-1] for label in self.labels)


def _same(label: str, part: str) -> bool:
    known, printed = letters(label), letters(part)
    return printed == known or (len(known) >= 4 and printed.startswith(known))


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """A table (or family of tables) whose headings are understood together."""

    id: str
    nodes: tuple[Node, ...]
    covers: frozenset[str]
    default_row: str | None
    default_trigger: frozenset[str]
    default_column: tuple[tuple[str, str], ...]

    def node(self, identifier: str) -> Node:
        """Return the node with this id."""
        return next(node for node in self.nodes if node.id == identifier)


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of content with sections of its own: problems, plans."""

    asks: tuple[str, ...]
    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All of `lexicon.toml`."""

    domains: tuple[Domain, ...]
    function: frozenset[str]
    generic: frozenset[str]
    """Verbs and particles that restrict nothing: passed over, but they rank clauses."""
    bodies: frozenset[str]
    """Words that say whose a figure is: no synonym stands for them unless they are counted."""
    broad: frozenset[str]
    """Words too wide to say alone what is counted."""
    passed: frozenset[str]
    """Words between 多少 and the word that says what is counted."""
    own: frozenset[str]
    synonyms: tuple[frozenset[str], ...]
    light: frozenset[str]
    asides: frozenset[str]
    """Words that never change which figure is asked for; in texts they may be what is asked."""
    idle: frozenset[str]
    """Words of doing and having that restrict nothing in a question for a cell of a table."""
    restricting: frozenset[str]
    """Words that restrict what is counted in a table, function words or not."""
    hollow: frozenset[str]
    """Those of them that restrict nothing; the others must be told near a figure."""
    spoken: tuple[tuple[str, frozenset[str]], ...]
    """Words that carry no content in questions for a comparison, a ranking or a mean."""
    topics: tuple[Topic, ...]
    everyday: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What reports print for a word of everyday speech; not the other way round."""

    def alternatives(self, word: str) -> frozenset[str]:
        """Return `word`, what reports print for it, and every word of their synonym groups."""
        return _alternatives(self, word)

    def pairs(self) -> frozenset[str]:
        """Return the names of headings and words of synonym groups of two characters."""
        return _pairs(self)

    def plain(self) -> frozenset[str]:
        """Return the words that restrict nothing or little."""
        return _plain(self)

    def asking(self) -> frozenset[str]:
        """Return the words of asking and comparing."""
        return _asking(self)

    def whole(self) -> frozenset[str]:
        """Return the words of running text that are never cut."""
        return _whole(self)

    def weightless(self) -> frozenset[str]:
        """Return what a covering of running text knows: function words and whole ones."""
        return _weightless(self)


@lru_cache(maxsize=4096)
def _alternatives(lexicon: Lexicon, word: str) -> frozenset[str]:
    words = lexicon.everyday.get(word, frozenset()) | {word}
    return words.union(*(group for group in lexicon.synonyms if not words.isdisjoint(group)))


@cache
def _pairs(lexicon: Lexicon) -> frozenset[str]:
    called = (node.names for domain in lexicon.domains for node in domain.nodes)
    words = frozenset[str]().union(*called, *lexicon.synonyms)
    return frozenset(word for word in words if len(word) == 2)


@cache
def _asking(lexicon: Lexicon) -> frozenset[str]:
    return (lexicon.function | lexicon.asides).union(*(words for _, words in lexicon.spoken))


@cache
def _whole(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.own.union(lexicon.everyday, *lexicon.synonyms)


@cache
def _weightless(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.function | lexicon.generic | lexicon.whole()


@cache
def _plain(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.function | lexicon.generic | lexicon.own | lexicon.light | lexicon.passed


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon shipped with the package."""
    data = _load("lexicon.toml")
    light = {
        place: frozenset(" ".join(groups.values()).split())
        for place, groups in _load("light.toml").items()
    }
    parts = {**data["part"], "上年": data["function"]["last_year"]}
    nodes = [_node(entry, parts) for entry in data["node"]]
    return Lexicon(
        domains=tuple(_domain(name, table, nodes) for name, table in data["table"].items()),
        function=frozenset(data["function"]["words"])
        | {"元", "万元", "亿元"}
        | {
            f"{more}{asked}{scale}{unit}"
            for more in ("", "多", "少")
            for asked in ("几", "多少", "若干")
            for scale in ("", "百", "千", "万", "亿")
            for unit in units()
        },
        generic=frozenset(data["function"]["generic"]),
        bodies=frozenset(data["function"]["bodies"]),
        broad=frozenset(data["function"]["broad"]),
        passed=frozenset(data["function"]["passed"]),
        own=frozenset(data["function"]["self"]),
        synonyms=tuple(frozenset(entry["words"]) for entry in data["synonym"]),
        light=frozenset(data["function"]["light"]),
        asides=light["anywhere"],
        idle=light["anywhere"] | light["tables"],
        restricting=light["restricting"],
        hollow=frozenset(data["function"]["hollow"]),
        spoken=tuple((name, frozenset(data["function"][name])) for name in SPOKEN),
        topics=tuple(Topic(tuple(t["asks"]), tuple(t["heading"])) for t in data["topic"]),
    )


def _load(name: str) -> dict[str, Any]:
    with (_HERE / name).open("rb") as file:
        return tomllib.load(file)


def _node(entry: dict[str, Any], parts: Mapping[str, Sequence[str]]) -> Node:
    printed = _printed_names(entry)
    fixed = [name for name in entry["names"] if "{" not in name]
    return Node(
        id=entry["id"],
        domain=entry["table"],
        axis=entry["axis"],
        labels=tuple(entry["label"]),
        names=frozenset((*_expand(entry["names"], parts), *printed)),
        fixed=frozenset((*_expand(fixed, parts), *printed)),
        covers=frozenset(_expand(entry["covers"], parts)),
        strong=frozenset((*_expand(entry.get("strong", entry["names"]), parts), *printed)),
        group=entry.get("group", False),
        under=entry.get("under"),
        default=entry.get("default", False),
    )


def _expand(names: Sequence[str], parts: Mapping[str, Sequence[str]]) -> list[str]:
    """Return `names` with each `{part}` replaced by every word of that part.

    A part not listed lists its words itself: `{还|仍|}在审`. Names that say 上年 stand
    for every word for it.
    """
    done: list[str] = []
    waiting = [n.replace("上年", "{上年}") if "{上年}" not in n else n for n in names]
    while waiting:
        name = waiting.pop()
        part = _PART.search(name)
        if part is None:
            done.append(name)
            continue
        words = parts.get(part[1]) or part[1].split("|")
        waiting.extend(name[: part.start()] + word + name[part.end() :] for word in words)
    return list(dict.fromkeys(done))


def _printed_names(entry: dict[str, Any]) -> list[str]:
    """Return the labels themselves as names, with and without ordinal, as letters.

    总计 and 其他 head many rows and columns and name none.
    """
    if entry.get("default") or not entry["names"]:
        return []
    printed = [letters(short_label(label)) for label in entry["label"]]
    printed += [letters(label) for label in entry["label"]]
    return [label for label in printed if label not in {"总计", "其他"}]


def _domain(name: str, table: dict[str, Any], nodes: list[Node]) -> Domain:
    return Domain(
        id=name,
        nodes=tuple(node for node in nodes if node.domain == name),
        covers=frozenset(table["covers"]),
        default_row=table.get("default_row"),
        default_trigger=frozenset(table.get("default_trigger", [])),
        default_column=tuple(table.get("default_column", {}).items()),
    )
