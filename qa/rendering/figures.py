"""The figures of an answer as HTML: the one large figure, its formula, a small table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from html import escape

from corpus.report import Fact, State
from qa.answer import Answer, Kind, Value, decimal_to_text

Tables = Mapping[tuple[str, str], Sequence[Fact]]
"""All cell facts of a table in document order, by report id and table name."""

_WORDS = {
    State.BLANK: "空白（原表此格没有填写）",
    State.SLASH: "“/”（原表此格填的是斜线）",
    State.DASH: "“-”（原表此格填的是短横）",
    State.UNREADABLE: "不可辨",
}
_WITHIN_UNIT = ("余", "多")
_AFTER_UNIT = ("左右", "以上", "以下", "以内", "上下")
_LISTED = (Kind.LIST, Kind.COMPARISON, Kind.RANKING, Kind.TREND)
_FORMULAS = ("sum", "sub", "share", "growth", "mean")


def value_to_text(value: Value) -> str:
    """Return a figure as it is said: `约60余人`, `39件`, words where no number stands.

    “余” stands before the unit, “以上” after it, “约” before the number.
    """
    return "".join(_parts(value))


def _parts(value: Value) -> tuple[str, str, str]:
    """Return what stands before the number, the number, and what stands after it."""
    if value.value is None:
        return "", _WORDS.get(value.state, ""), ""
    unit, qualifier = value.unit or "", value.qualifier or ""
    number = decimal_to_text(value.value)
    if qualifier in _AFTER_UNIT:
        return "", number, unit + qualifier
    if qualifier in _WITHIN_UNIT:
        bare = unit.lstrip("十百千万亿")
        return "", number, unit[: len(unit) - len(bare)] + qualifier + bare
    return qualifier, number, unit


def figure_to_html(answer: Answer, formula: str = "") -> str:
    """Return the answer's own figure, large, and behind it how it was computed.

    Words stand where no number does. `formula` is what `formula_to_html` returned.
    """
    first = next(iter(answer.values), None)
    if first is None or answer.kind is Kind.LIST or not value_to_text(first):
        return ""
    if answer.kind in (Kind.COMPARISON, Kind.TREND) and not first.derived and answer.values[1:]:
        # Several figures of the same rank: none of them is the answer by itself.
        return ""
    if first.value is None:
        return f'<p class="answer-figure answer-words">{escape(value_to_text(first))}</p>'
    who = ""
    if answer.kind is Kind.RANKING and (name := _distinction(answer.values)(first)):
        who = f'<span class="answer-who">{escape(name)}</span> '
    before, number, after = map(escape, _parts(first))
    aid = _reading_aid(first)
    return (
        f'<p class="answer-figure">{who}{before}<strong>{number}</strong>'
        f'<span class="answer-unit">{after}</span>'
        + (f' <span class="answer-aid">（{escape(aid)}）</span>' if aid else "")
        + formula
        + "</p>"
    )


def _reading_aid(value: Value) -> str:
    """Return a long figure in 万 or 亿, two decimals, or nothing for a short one."""
    figure, unit = value.value, value.unit or ""
    if figure is None or abs(figure) < 100_000 or not unit or unit[0] in "十百千万亿%％":
        return ""
    scale, word = (100_000_000, "亿") if abs(figure) >= 100_000_000 else (10_000, "万")
    short = (figure / scale).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"约{decimal_to_text(short)}{word}{unit}"


def formula_to_html(answer: Answer, tables: Tables, prefix: str) -> str:
    """Return how the first figure was computed, each operand a link to its cell.

    It stands behind the figure, which is therefore not said again.
    """
    first = next(iter(answer.values), None)
    if first is None or first.derived is None:
        return ""
    printed = {fact.id: fact.raw.strip() for facts in tables.values() for fact in facts}
    for value in answer.values:
        if value.fact is not None and value.value is not None:
            printed.setdefault(value.fact, decimal_to_text(value.value))
    operands = first.derived.operands
    if not all(operand in printed for operand in operands):
        return ""
    drawn = {c.fact for c in answer.citations if c.table and (c.report, c.table) in tables}
    terms = [
        f'<a href="#{escape(prefix + operand)}">{escape(printed[operand])}</a>'
        if operand in drawn
        else escape(printed[operand])
        for operand in operands
    ]
    expression = _expression(first.derived.op, terms)
    if not expression:
        return ""
    return f' <span class="answer-formula">＝ {expression}</span>'


def _expression(op: str, terms: Sequence[str]) -> str:
    """Return the operands joined as the operation reads, or nothing if it has no formula."""
    pair = len(terms) == 2
    if op == "sum":
        return " ＋ ".join(terms)
    if op == "mean":
        return f"（{' ＋ '.join(terms)}） ÷ {len(terms)}"
    if op == "sub" and pair:
        return f"{terms[0]} − {terms[1]}"
    if op == "share" and pair:
        return f"{terms[0]} ÷ {terms[1]}"
    if op == "growth" and pair:
        return f"（{terms[0]} − {terms[1]}） ÷ {terms[1]}"
    return ""


def values_to_html(answer: Answer) -> str:
    """Return the figures of a list, comparison, ranking or trend as a small table."""
    # A difference stands in the formula; what it was taken from belongs side by side.
    computed = [
        value.derived is not None and value.derived.op in _FORMULAS for value in answer.values
    ]
    values = [
        value
        for value, formula in zip(answer.values, computed, strict=True)
        if value_to_text(value) and (all(computed) or not formula)
    ]
    name = _distinction(values)
    pairs = list(dict.fromkeys((name(value), value_to_text(value)) for value in values))
    if answer.kind not in _LISTED or len(pairs) < 2:
        return ""
    lines = "".join(
        f'<tr><th scope="row">{escape(who)}</th><td>{escape(figure)}</td></tr>'
        for who, figure in pairs
    )
    return f'<table class="answer-values"><tbody>{lines}</tbody></table>'


def _distinction(values: Sequence[Value]) -> Callable[[Value], str]:
    """Return the namer that says of each value only what tells it from the others."""
    issuers = len({value.issuer for value in values}) > 1
    years = len({value.year for value in values}) > 1
    labels = len({value.label for value in values}) > 1 or not (issuers or years)

    def name(value: Value) -> str:
        parts = (
            value.issuer if issuers else None,
            f"{value.year}年" if years and value.year else None,
            value.label.rsplit(" › ", 1)[-1] if labels else None,
        )
        return " · ".join(part for part in parts if part)

    return name
