"""Facts made by hand, for the functions that take facts."""

from __future__ import annotations

from decimal import Decimal

from corpus.report import Fact, FactKind, Origin, State


def make_fact(
    value: int | str | None,
    *,
    unit: str | None = "件",
    state: State | None = None,
    year: int | None = 2020,
    issuer: str | None = "云岭市人民政府",
    row: tuple[str, ...] = ("一、本年新收政府信息公开申请数量",),
    column: tuple[str, ...] = ("总计",),
    kind: FactKind = FactKind.CELL,
    table_kind: str | None = "申请办理",
    qualifier: str | None = None,
    raw: str | None = None,
    quote: str | None = None,
    name: str | None = None,
) -> Fact:
    """Return a fact of `value`; what is not given is plausible, and the id tells facts apart."""
    number = None if value is None else Decimal(value)
    if state is None:
        state = State.BLANK if number is None else State.ZERO if number == 0 else State.NUMBER
    raw = raw if raw is not None else "" if value is None else str(value)
    label = name or f"{issuer}{year}{''.join(row)}{''.join(column)}{raw}"
    prose = kind is FactKind.PROSE
    return Fact(
        id=f"f_{label}",
        report=f"r{issuer}{year}",
        issuer=issuer,
        year=year,
        kind=kind,
        table=None if prose else "收到和处理政府信息公开申请情况",
        table_kind=None if prose else table_kind,
        form=None if prose else "2019",
        row=row,
        column=() if prose else column,
        printed=None,
        raw=raw,
        state=state,
        value=number,
        unit=unit,
        qualifier=qualifier,
        origin=Origin.PRINTED,
        confidence=1.0,
        section=("一、总体情况",),
        page=None,
        box=None,
        quote=quote if quote is not None else f"{''.join(row)}{raw}{unit or ''}",
        passage="p1" if prose else None,
    )
