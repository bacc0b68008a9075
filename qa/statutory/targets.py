"""Targets: which cells of a report an indicator stands for.

A target is a row and a column heading of one domain. The cells it names are looked up
by their headings, which are the same in every report of one form and so judged once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from corpus.checks import short_label
from corpus.forms.form import FormTable
from corpus.report import Fact, Path
from qa.understanding.lexicon import SECTION2, Domain, Node

_Matcher = Callable[[str, Path, Path], bool]
_TABLE_OF_DOMAIN = {"申请办理": "申请办理", "复议诉讼": "复议诉讼"}


@dataclass(frozen=True, slots=True)
class Target:
    """One indicator: a row and a column heading (either may be absent) of one domain.

    For 复议诉讼, which has no rows, `row` is the proceeding and `column` the outcome.
    """

    domain: str
    row: Node | None
    column: Node | None


def nodes_to_targets(
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


def overlap(one: Node, other: Node) -> bool:
    """Tell whether what two headings of one axis count may be partly the same."""
    ids = {one.id, other.id}
    if len(ids) == 1 or "总计" in one.labels[0] + other.labels[0]:
        return True
    if one.domain == SECTION2 and one.axis == "column":
        return bool(ids & {"制发", "现行有效", "新公开", "对外公开总数"})
    if ids & {"新收", "上年结转"}:
        return ids != {"新收", "上年结转"}  # what came in is told again by what became of it
    if "法人" in ids:
        return "自然人" not in ids
    if "行政诉讼" in ids:
        return "行政复议" not in ids
    return other.id in _PARTS.get(one.id, ()) or one.id in _PARTS.get(other.id, ())


def axis_to_targets(axis: str, nodes: Sequence[Node], domain: Domain) -> tuple[Target, ...]:
    """Return the indicators a ranking within one table runs over."""
    if domain.id == "复议诉讼":
        proceedings = [node for node in nodes if node.group][:1]
        outcomes = [n for n in domain.nodes if not n.group and not n.default and axis == "row"]
        return tuple(Target(domain.id, p, o) for p in proceedings for o in outcomes)
    if domain.default_row is None:
        return ()
    rows = [node for node in nodes if node.axis == "row"]
    columns = [node for node in nodes if node.axis == "column"]
    default = next(node for node in domain.nodes if node.default)
    if axis == "column":
        row = rows[0] if rows else domain.node(domain.default_row)
        kinds = [n for n in domain.nodes if n.axis == "column" and not n.group and not n.default]
        if any(column.id == "法人" for column in columns):
            kinds = [node for node in kinds if node.id != "自然人"]
        return tuple(Target(domain.id, row, column) for column in kinds)
    named = [node for node in rows if node.id in _PARTS]
    if axis == "reason" and not named:
        return ()
    below = _PARTS[named[0].id] if named else {"予以公开", "部分公开", *_PARTS}
    leaves = [node for node in domain.nodes if node.axis == "row" and node.id in below]
    return tuple(Target(domain.id, row, (columns or [default])[0]) for row in leaves)


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
    names = _matcher(_key(target), target)
    return [
        fact
        for fact in facts
        if fact.table_kind is not None and names(fact.table_kind, fact.row, fact.column)
    ]


def in_form(target: Target, table: FormTable) -> str | None:
    """Return what the cell `target` names is called in a form's table, None if it has none."""
    for row in table.rows:
        for column in table.columns:
            if _names(target, table.kind, row, column):
                return " › ".join(short_label(part) for part in (*row[-1:], *column[-1:]))
    return None


_Key = tuple[str, str | None, str | None]
_MATCHERS: dict[_Key, tuple[Target, _Matcher]] = {}


def _matcher(key: _Key, target: Target) -> _Matcher:
    """Return the test of headings for `target`, kept as long as its headings stay the same."""
    known = _MATCHERS.get(key)
    if known is None or (known[0] is not target and known[0] != target):
        known = (target, lru_cache(maxsize=4096)(partial(_names, target)))
        _MATCHERS[key] = known
    return known[1]


def _key(target: Target) -> _Key:
    row, column = target.row, target.column
    return target.domain, row.id if row else None, column.id if column else None


def _names(target: Target, kind: str, row: Path, column: Path) -> bool:
    """Tell whether the cell at `row` and `column` of a table of `kind` is meant."""
    if target.domain == "复议诉讼":
        proceeding, outcome = target.row, target.column
        if kind != "复议诉讼" or proceeding is None or outcome is None:
            return False
        return proceeding.above(column) and outcome.heads(column)
    if not _in_domain(kind, target.domain):
        return False
    if target.row is None or not _row_matches(target.row, row):
        return False
    if target.column is None:
        return True
    return target.column.above(column) if target.column.group else target.column.heads(column)


def _in_domain(kind: str, domain: str) -> bool:
    if domain == SECTION2:
        return kind not in _TABLE_OF_DOMAIN
    return kind == domain


def _row_matches(node: Node, row: Path) -> bool:
    if node.group:
        return node.above(row) or node.heads(row)
    if node.under is not None:
        return node.heads(row) and any(node.under in part for part in row[:-1])
    return node.heads(row)
