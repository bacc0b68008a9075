"""Question to indicators: which rows and columns of a statutory table are meant.

A reading is accepted only when every word of the question is explained: as the name of
a heading, as a word a named heading or the table accounts for, or as a function word
(explaining away). Nothing is chosen by similarity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from qa.statutory.targets import Target, axis_to_targets, nodes_to_targets, overlap
from qa.understanding.cues import Operation, asks_share, ranks_changes
from qa.understanding.exclusions import subset_left_open, without_exclusions
from qa.understanding.glosses import without_glosses
from qa.understanding.lexicon import SECTION2, Domain, Lexicon, Node
from qa.understanding.question import Question
from qa.understanding.segments import Phrases, Piece, cover, mend_slips, passing, unexplained

_SPOKEN = {
    Operation.DIFFERENCE: "compare",
    Operation.GROWTH: "compare",
    Operation.RANK: "rank",
    Operation.MEAN: "mean",
    Operation.SHARE: "share",
    Operation.TREND: "trend",
    Operation.COUNT: "count",
    Operation.TIMES: "times",
}
_TOTALS = {"总计", "合计", "总数", "总量", "总共", "共计", "全部"}
_ADDITIVE = (Operation.MEAN, Operation.SHARE, Operation.COUNT)
"""Operations whose own words never compare years: 增加 names a column there."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """How a question reads against one domain."""

    domain: str
    targets: tuple[Target, ...]
    left: tuple[str, ...]
    """Words nothing explains; empty when the reading holds."""
    named: tuple[str, ...]
    """Ids of the headings the question names, in the order it names them."""
    weaker: tuple[Target, ...] = ()
    """Indicators by everyday words too, for where none of `targets` has a cell."""
    open_axis: tuple[Node, ...] = ()
    """Headings among which the question leaves the choice open."""


def read_tables(question: Question, lexicon: Lexicon) -> list[TableReading]:
    """Return one reading a domain, only those that name at least one heading."""
    readings = []
    for domain in lexicon.domains:
        reading = _read(question, domain, lexicon)
        if reading is not None:
            readings.append(reading)
    return readings


def says_something(text: str, lexicon: Lexicon) -> bool:
    """Tell whether `text` holds any word of content, not only words of asking and comparing."""
    pieces = cover(text, passing(lexicon.asking()))
    return any(piece.kind == "unknown" for piece in pieces)


@dataclass(frozen=True, slots=True)
class _Words:
    """What one text names in one domain."""

    mentions: tuple[tuple[Node, str], ...]
    left: tuple[str, ...]
    triggered: bool
    """Whether it speaks of what the table is about (申请) without naming a row."""
    totals: bool
    """Whether it asks for a total by name."""
    loose: tuple[str, ...]
    """Words passed over that are light only where a row is named."""


def _read(question: Question, domain: Domain, lexicon: Lexicon) -> TableReading | None:
    extra = _extra(question, lexicon)
    if extra and question.operation not in _ADDITIVE:
        domain = _without_changes(domain, question)
    changes = next((node for node in domain.nodes if node.id == "增减"), None)
    if changes is not None and _one_year(question):
        # Of one year “增减情况” is a column; over several it is the trend.
        extra = frozenset(w for w in extra if not any(name in w for name in changes.names))
    words = _understand(question.body, domain, lexicon, extra)
    every = list(dict.fromkeys(node for node, _ in words.mentions))
    mentions = list(words.mentions)
    if question.operation is not Operation.MEAN:
        mentions = _drop_weak(mentions)
    nodes = list(dict.fromkeys(node for node, _ in mentions))
    triggered = words.triggered or (domain.default_row is not None and question.axis is not None)
    if question.context:
        past = [_understand(text, domain, lexicon, frozenset()) for text in question.context]
        unsaid = _unsaid(nodes, words, past, elliptic=question.elliptic)
        nodes, every = [*unsaid, *nodes], [*unsaid, *every]
        triggered = triggered or (bool(nodes) and any(turn.triggered for turn in past))
    if not nodes and not (triggered and domain.default_row):
        return None
    left = words.left
    if domain.default_row is not None and not any(node.axis == "row" for node in nodes):
        left = (*left, *words.loose)
    shares = question.operation is Operation.SHARE
    if question.axis is not None:
        ranked = axis_to_targets(question.axis, nodes, domain)
        return TableReading(domain.id, ranked, left, tuple(n.id for n in nodes))
    targets, open_axis = nodes_to_targets(nodes, domain, triggered=triggered, shares=shares)
    weaker, _ = nodes_to_targets(every, domain, triggered=triggered, shares=shares)
    named = tuple(node.id for node in nodes)
    return TableReading(domain.id, targets, left, named, weaker, open_axis)


def _extra(question: Question, lexicon: Lexicon) -> frozenset[str]:
    """Return the words that carry no content in a question of this kind."""
    spoken = dict(lexicon.spoken)
    extra: frozenset[str] = spoken.get(_SPOKEN.get(question.operation, ""), frozenset())
    if question.every or question.span:
        extra |= spoken["trend"]
    if question.operation is Operation.RANK and ranks_changes(question.text):
        extra |= spoken["compare"]
    if asks_share(question.text, question.operation):
        extra |= spoken["share"]
    return extra | spoken["count"] if question.bound is not None else extra


def _understand(text: str, domain: Domain, lexicon: Lexicon, extra: frozenset[str]) -> _Words:
    phrases = _phrases(domain, lexicon, domain.nodes, extra)
    body = mend_slips(text, _spelled(domain.nodes, phrases.covers))
    restricting = _restricting(lexicon, domain.id)

    def covered(phrases: Phrases) -> list[Piece]:
        pieces = without_exclusions(
            cover(body, phrases), body, lambda name: _named(name, domain), overlap
        )
        return without_glosses(
            pieces, body, lambda name: _axes(name, domain), restricting, phrases.strong
        )

    mentions = _mentions(covered(phrases), domain)
    # Words a heading accounts for count only where that heading is named.
    phrases = _phrases(domain, lexicon, tuple(dict.fromkeys(node for node, _ in mentions)), extra)
    pieces = covered(phrases)
    triggered = any(
        piece.text in domain.default_trigger for piece in pieces if piece.kind == "cover"
    )
    totals = any(piece.text in _TOTALS for piece in pieces)
    left = (*unexplained(pieces), *subset_left_open(pieces, body))
    told = lexicon.function | lexicon.own | lexicon.generic | lexicon.asides | extra
    loose = tuple(p.text for p in pieces if p.kind == "function" and p.text not in told)
    return _Words(tuple(_mentions(pieces, domain)), left, triggered, totals, loose)


def _unsaid(
    nodes: Sequence[Node], words: _Words, past: Sequence[_Words], *, elliptic: bool
) -> list[Node]:
    """Return the headings a follow-up leaves to the questions before it, the nearest first.

    An ellipsis leaves out every axis it does not name; any other question that names no
    row may leave out the row.
    """
    said = {_axis(node) for node in nodes} | ({"column"} if words.totals else set())
    if not elliptic:
        if not nodes or words.triggered:
            return []
        said.add("column")
    unsaid: list[Node] = []
    for turn in reversed(past):
        before = list(dict.fromkeys(node for node, _ in _drop_weak(list(turn.mentions))))
        added = [node for node in before if _axis(node) not in said]
        unsaid = [*added, *unsaid]
        said |= {_axis(node) for node in added}
    return unsaid


def _axis(node: Node) -> str:
    """Return the axis of a heading; a proceeding counts as the row of its outcomes."""
    if node.domain == "复议诉讼":
        return "row" if node.group else "column"
    return node.axis


@lru_cache(maxsize=16)
def _restricting(lexicon: Lexicon, domain: str) -> frozenset[str]:
    """Return the words that restrict a figure, what headings of other tables are called too."""
    nodes = [node for other in lexicon.domains if other.id != domain for node in other.nodes]
    elsewhere = (name for node in nodes for name in node.fixed if len(name) > 1)
    return lexicon.restricting.union(elsewhere)


def _named(name: str, domain: Domain) -> tuple[Node, ...]:
    return tuple(node for node in domain.nodes if name in node.names)


def _axes(name: str, domain: Domain) -> frozenset[str]:
    return frozenset(_axis(node) for node in domain.nodes if name in node.names)


def _one_year(question: Question) -> bool:
    several = len({*question.years, *question.relative}) > 1
    return not (several or question.every or question.span)


def _without_changes(domain: Domain, question: Question) -> Domain:
    """Drop the column of changes where 增加 compares years instead of naming it."""
    since_last_year = set(question.relative) in ({-1}, {0, -1}) and "项" in question.text
    items = _one_year(question) and "项" in question.text
    if since_last_year or items or "增减" in question.text or "增/减" in question.text:
        return domain
    return _changeless(domain)


@cache
def _changeless(domain: Domain) -> Domain:
    return replace(domain, nodes=tuple(node for node in domain.nodes if node.id != "增减"))


@lru_cache(maxsize=512)
def _phrases(
    domain: Domain, lexicon: Lexicon, nodes: tuple[Node, ...], extra: frozenset[str]
) -> Phrases:
    names, strong = _called(domain.nodes)
    return Phrases(
        names=names,
        # 办结率 is one word to the segmenter: 率 needs no boundary before it.
        covers=frozenset(domain.covers).union(
            {"率"} & extra,
            *(node.covers for node in nodes),
            *(node.covers for node in domain.nodes if node.default),
        ),
        function=_function_words(lexicon, extra),
        strong=strong,
    )


@lru_cache(maxsize=16)
def _called(nodes: tuple[Node, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return what `nodes` are called, and those names of them that leave no doubt."""
    return (
        frozenset(name for node in nodes for name in node.names),
        frozenset(name for node in nodes for name in node.strong),
    )


@lru_cache(maxsize=64)
def _spelled(nodes: tuple[Node, ...], covers: frozenset[str]) -> frozenset[str]:
    """Return the phrases that slips of the keyboard may stand for."""
    return covers.union(*(node.fixed for node in nodes))


@lru_cache(maxsize=64)
def _function_words(lexicon: Lexicon, extra: frozenset[str]) -> frozenset[str]:
    words = lexicon.function | lexicon.own | lexicon.generic | lexicon.idle | extra
    return words - lexicon.restricting


def _mentions(pieces: Sequence[Piece], domain: Domain) -> list[tuple[Node, str]]:
    """Return the headings named, a row also within the name of a column (“采购总金额”)."""
    names = [piece.text for piece in pieces if piece.kind == "name"]
    mentions = [(node, name) for name in names for node in domain.nodes if name in node.names]
    rows = {node.id for node, _ in mentions if node.axis == "row"}
    if rows or domain.id != SECTION2:
        return mentions
    within = [
        (row, name)
        for column, name in mentions
        if column.axis == "column"
        for row in domain.nodes
        if row.axis == "row" and any(part in name for part in row.names)
    ]
    return [*mentions, *within]


def _drop_weak(mentions: list[tuple[Node, str]]) -> list[tuple[Node, str]]:
    """Drop headings named only by an everyday word where another of their axis is named.

    “收到的申请里不予公开的有几件” is about 不予公开, not about 新收.
    """
    kept = mentions
    for axis in ("row", "column"):
        named = {node.id for node, _ in kept if node.axis == axis}
        strong = {node.id for node, name in kept if node.axis == axis and name in node.strong}
        if len(named) > 1 and strong:
            kept = [(n, name) for n, name in kept if n.axis != axis or n.id in strong]
    return kept
