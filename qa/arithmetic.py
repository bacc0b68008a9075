"""Arithmetic over facts, operands kept.

Every result names its operation and the facts it ran over, so that a reader can redo
it. Quotients are exact when they end within four decimals, else rounded half-up to
two. A missing, blank or unreadable operand makes the result unknown, never zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from corpus.report import Fact, State

_COUNTED = (State.NUMBER, State.ZERO)


@dataclass(frozen=True, slots=True)
class Term:
    """A figure in a calculation: one fact, or a sum of facts under a group heading."""

    facts: tuple[Fact, ...]
    label: str

    @property
    def value(self) -> Decimal | None:
        """The figure, None where an operand has none."""
        if not self.facts or any(fact.state not in _COUNTED for fact in self.facts):
            return None
        return sum((fact.value or Decimal(0) for fact in self.facts), Decimal(0))

    @property
    def unit(self) -> str | None:
        """The unit shared by all operands."""
        units = {fact.unit for fact in self.facts}
        return units.pop() if len(units) == 1 else None

    @property
    def qualifier(self) -> str | None:
        """What the print says of a single figure: 余, 约."""
        return self.facts[0].qualifier if len(self.facts) == 1 else None


@dataclass(frozen=True, slots=True)
class Result:
    """A computed figure."""

    op: str
    value: Decimal
    unit: str | None
    operands: tuple[Fact, ...]
    formula: str


def add(terms: Sequence[Term]) -> Result | None:
    """Return the sum of `terms`, None unless all have a figure in one unit."""
    values = _values(terms)
    if values is None or len({term.unit for term in terms}) > 1:
        return None
    total = sum(values, Decimal(0))
    unit = terms[0].unit
    formula = "＋".join(_shown(term) for term in terms) + f"＝{show(total)}"
    return Result("sum", total, unit, _operands(terms), formula)


def subtract(left: Term, right: Term) -> Result | None:
    """Return `left` less `right`, None unless both have a figure in one unit."""
    values = _values((left, right))
    if values is None or left.unit != right.unit:
        return None
    difference = values[0] - values[1]
    formula = f"{_shown(left)}－{_shown(right)}＝{show(difference)}"
    return Result("sub", difference, left.unit, _operands((left, right)), formula)


def share(part: Term, whole: Term) -> Result | None:
    """Return `part` as a percentage of `whole`, None where the whole is 0 or unknown."""
    values = _values((part, whole))
    if values is None or values[1] == 0 or part.unit != whole.unit:
        return None
    percent = rounded(values[0] * 100, values[1])
    formula = f"{_shown(part)}÷{_shown(whole)}＝{show(percent)}%"
    return Result("share", percent, "%", _operands((part, whole)), formula)


def growth(new: Term, old: Term) -> Result | None:
    """Return the growth from `old` to `new` in percent, None where `old` is 0 or unknown."""
    values = _values((new, old))
    if values is None or values[1] == 0 or new.unit != old.unit:
        return None
    percent = rounded((values[0] - values[1]) * 100, values[1])
    formula = f"（{_shown(new)}－{_shown(old)}）÷{_shown(old)}＝{show(percent)}%"
    return Result("growth", percent, "%", _operands((new, old)), formula)


def times(left: Term, right: Term) -> Result | None:
    """Return how many times `right` goes into `left`, None where that is 0 or unknown."""
    values = _values((left, right))
    if values is None or values[1] == 0 or left.unit != right.unit:
        return None
    ratio = rounded(values[0], values[1])
    formula = f"{_shown(left)}÷{_shown(right)}＝{show(ratio)}倍"
    return Result("share", ratio, "倍", _operands((left, right)), formula)


def mean(total: Term, count: Term) -> Result | None:
    """Return `total` divided by `count`, in the unit of `total`."""
    values = _values((total, count))
    if values is None or values[1] == 0:
        return None
    quotient = rounded(values[0], values[1])
    formula = f"{_shown(total)}÷{_shown(count)}＝{show(quotient)}"
    return Result("mean", quotient, total.unit, _operands((total, count)), formula)


def rounded(dividend: Decimal, divisor: Decimal) -> Decimal:
    """Return the quotient, exact if it ends within 4 decimals, else half-up to 2.

    >>> rounded(Decimal(100), Decimal(39)), rounded(Decimal(1), Decimal(8))
    (Decimal('2.56'), Decimal('0.125'))
    """
    with localcontext() as context:
        context.prec = 50
        quotient = dividend / divisor
        exact = quotient.quantize(Decimal("0.0001"))
        if exact == quotient:
            return exact.normalize() + Decimal(0)
        return quotient.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def show(value: Decimal) -> str:
    """Return `value` for a sentence, without exponent."""
    return format(value, "f")


def _values(terms: Sequence[Term]) -> list[Decimal] | None:
    values = [term.value for term in terms]
    known = [value for value in values if value is not None]
    return known if len(known) == len(values) else None


def _shown(term: Term) -> str:
    parts = [show(fact.value if fact.value is not None else Decimal(0)) for fact in term.facts]
    if len(parts) > 1:
        return f"{term.label}（{'＋'.join(parts)}）"
    return f"{term.label}{parts[0]}"


def _operands(terms: Sequence[Term]) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(fact for term in terms for fact in term.facts))
