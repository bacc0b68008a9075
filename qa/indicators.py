"""Question to indicators: which rows and columns of a statutory table are meant.

A reading is accepted only when every word of the question is explained: as the name of
a heading, as a word a named heading or the table accounts for, or as a function word
(explaining away). Nothing is chosen by similarity.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.report import Fact
from qa.cues import Operation
from qa.lexicon import SECTION2, Domain, Lexicon, Node
from qa.question import Question
from qa.segments import Phrases, Piece, cover, mend_slips, unexplained

_SPOKEN = {
    Operation.DIFFERENCE: "compare",
    Operation.GROWTH: "compare",
    Operation.RANK: "rank",
    Operation.MEAN: "mean",
}
_TABLE_OF_DOMAIN = {"申请办理": "申请办理", "复议诉讼": "复议诉讼"}


@dataclass(frozen=True, slots=True)
class Target:
    """One indicator: a row and a column heading (either may be absent) of one domain.

    For 复议诉讼, which has no rows, `row` is the proceeding and `column` the outcome.
    """

    domain: str
    row: Node | None
    column: Node | None


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


def _read(question: Question, domain: Domain, lexicon: Lexicon) -> TableReading | None:
    extra = dict(lexicon.spoken).get(_SPOKEN.get(question.operation, ""), frozenset())
    if extra and question.operation is not Operation.MEAN:
        domain = _without_changes(domain, question)
    phrases = _phrases(domain, lexicon, domain.nodes, extra)
    body = mend_slips(question.body, frozenset(phrases.names | phrases.covers))
    pieces = cover(body, phrases)
    mentions = _mentions(pieces, domain)
    # Words a heading accounts for count only where that heading is named.
    named_nodes = [node for node, _ in mentions]
    phrases = _phrases(domain, lexicon, named_nodes, extra)
    pieces = cover(body, phrases)
    mentions = _mentions(pieces, domain)
    triggered = any(
        piece.text in domain.default_trigger for piece in pieces if piece.kind == "cover"
    )
    every = list(dict.fromkeys(node for node, _ in mentions))
    if question.operation is not Operation.MEAN:
        mentions = _drop_weak(mentions)
    if not mentions and not (triggered and domain.default_row):
        return None
    left = unexplained(pieces)
    nodes = list(dict.fromkeys(node for node, _ in mentions))
    shares = question.operation is Operation.SHARE
    targets, open_axis = _targets(nodes, domain, triggered=triggered, shares=shares)
    weaker, _ = _targets(every, domain, triggered=triggered, shares=shares)
    named = tuple(node.id for node in nodes)
    return TableReading(domain.id, targets, left, named, weaker, open_axis)


def _without_changes(domain: Domain, question: Question) -> Domain:
    """Drop the column of changes where 增加 compares years instead of naming it."""
    since_last_year = question.relative == (-1,) and "项" in question.text
    if since_last_year or "增减" in question.text or "增/减" in question.text:
        return domain
    return replace(domain, nodes=tuple(node for node in domain.nodes if node.id != "增减"))


def _phrases(
    domain: Domain, lexicon: Lexicon, nodes: Iterable[Node], extra: frozenset[str]
) -> Phrases:
    return Phrases(
        names=frozenset(name for node in domain.nodes for name in node.names),
        covers=frozenset(domain.covers).union(
            *(node.covers for node in nodes),
            *(node.covers for node in domain.nodes if node.default),
        ),
        function=lexicon.function | lexicon.own | lexicon.generic | extra,
        strong=frozenset(name for node in domain.nodes for name in node.strong),
    )


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


def _targets(
    nodes: Sequence[Node], domain: Domain, *, triggered: bool, shares: bool
) -> tuple[tuple[Target, ...], tuple[Node, ...]]:
    """Return the indicators `nodes` name: rows crossed with columns, defaults filled in."""
    if domain.id == "复议诉讼":
        return _case_targets(nodes, domain)
    rows = _most_specific([node for node in nodes if node.axis == "row"])
    columns = [node for node in nodes if node.axis == "column"]
    if domain.id == SECTION2:
        return _section2_targets(rows, columns, domain)
    if not shares:
        columns = [c for c in columns if not (c.id == "法人" and len(columns) > 1)]
    if not rows:
        if domain.default_row is None or not (triggered or columns):
            return (), ()
        rows = [domain.node(domain.default_row)]
    default = next(node for node in domain.nodes if node.default)
    return (
        tuple(Target(domain.id, row, column) for row in rows for column in (columns or [default])),
        (),
    )


def _most_specific(rows: list[Node]) -> list[Node]:
    """Drop a group heading where one of its own parts is named beside it."""
    groups = {"不予公开", "无法提供", "不予处理", "其他处理"}
    if any(node.id not in groups for node in rows):
        leaves = [node for node in rows if node.id not in groups]
        parts = {node.id for node in leaves}
        return [
            node for node in rows if node.id not in groups or not parts & _PARTS.get(node.id, parts)
        ]
    return rows


_PARTS: dict[str, set[str]] = {
    "不予公开": {
        "国家秘密",
        "法律禁止",
        "三安全一稳定",
        "第三方",
        "内部事务",
        "过程性信息",
        "执法案卷",
        "行政查询",
    },
    "无法提供": {"不掌握", "另行制作", "补正不明确"},
    "不予处理": {"信访举报", "重复申请", "公开出版物", "大量反复", "重新出具"},
    "其他处理": {"逾期不补正", "逾期未缴费", "其他处理其他"},
}


def _case_targets(
    nodes: Sequence[Node], domain: Domain
) -> tuple[tuple[Target, ...], tuple[Node, ...]]:
    proceedings = [node for node in nodes if node.group]
    outcomes = [node for node in nodes if not node.group]
    narrow = [node for node in proceedings if node.id in {"未经复议", "复议后"}]
    if narrow:
        # 未经复议直接起诉 is a kind of 行政诉讼 and mentions 复议 without meaning it.
        proceedings = narrow
    default = domain.node("案件总计")
    if not proceedings:
        every = tuple(domain.node(i) for i in ("行政复议", "未经复议", "复议后"))
        return tuple(Target(domain.id, p, o) for p in every for o in outcomes), every
    return (
        tuple(
            Target(domain.id, proceeding, outcome)
            for proceeding in proceedings
            for outcome in (outcomes or [default])
        ),
        (),
    )


def _section2_targets(
    rows: Sequence[Node], columns: Sequence[Node], domain: Domain
) -> tuple[tuple[Target, ...], tuple[Node, ...]]:
    if not rows:
        return (), ()
    if columns:
        return tuple(Target(domain.id, row, column) for row in rows for column in columns), ()
    defaults = {row: domain.node(column) for row, column in domain.default_column}
    return tuple(Target(domain.id, row, defaults.get(row.id)) for row in rows), ()


def target_facts(target: Target, facts: Sequence[Fact]) -> list[Fact]:
    """Return the cells `target` names among the cells of one report.

    One cell for a leaf; the leaves below it for a group heading, to be summed.
    """
    if target.domain == "复议诉讼":
        return _case_facts(target, facts)
    cells = [fact for fact in facts if _in_domain(fact, target.domain)]
    row, column = target.row, target.column
    chosen = [fact for fact in cells if row is not None and _row_matches(row, fact)]
    if column is None:
        return chosen
    if column.group:
        return [fact for fact in chosen if column.above(fact.column)]
    return [fact for fact in chosen if column.heads(fact.column)]


def _in_domain(fact: Fact, domain: str) -> bool:
    if fact.table_kind is None:
        return False
    if domain == SECTION2:
        return fact.table_kind not in _TABLE_OF_DOMAIN
    return fact.table_kind == domain


def _row_matches(row: Node, fact: Fact) -> bool:
    if row.group:
        return row.above(fact.row) or row.heads(fact.row)
    if row.under is not None:
        return row.heads(fact.row) and any(row.under in part for part in fact.row[:-1])
    return row.heads(fact.row)


def _case_facts(target: Target, facts: Sequence[Fact]) -> list[Fact]:
    cells = [fact for fact in facts if fact.table_kind == "复议诉讼"]
    row, column = target.row, target.column
    if row is None or column is None:
        return []
    return [fact for fact in cells if row.above(fact.column) and column.heads(fact.column)]
