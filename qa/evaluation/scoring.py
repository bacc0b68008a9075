"""Scoring: does an answer meet what a question file expects of it?

Pure functions over `Expected` and `Answer`. A wrong figure weighs double: whoever is
shown a false number is worse off than whoever is told there is none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal

from qa.answer import Answer, Status, Value, decimal_to_text

QuestionKind = Literal["number", "text", "abstain", "ambiguous", "rank", "check"]
ABSTAINED = (Status.NOT_FOUND, Status.REFUSED)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a line of a question file expects.

    `accept`: the first value is one of these. `unit`: its unit, None where it does not
    matter. `must`: all of these stand in text, notes or a quote.
    """

    kind: QuestionKind
    accept: tuple[str, ...] = ()
    unit: str | None = None
    must: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an answer fared; `reason` says in Chinese what is missing."""

    right: bool
    wrong_figure: bool = False
    needless_abstain: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Outcomes counted. `score` = (right − 2 × wrong figures) / n, 0 for none."""

    n: int
    right: int
    wrong_figures: int
    needless_abstain: int

    @property
    def score(self) -> float:
        """Between −2 and 1."""
        return (self.right - 2 * self.wrong_figures) / self.n if self.n else 0.0


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Count `outcomes`."""
    each = list(outcomes)
    return Tally(
        len(each),
        sum(outcome.right for outcome in each),
        sum(outcome.wrong_figure for outcome in each),
        sum(outcome.needless_abstain for outcome in each),
    )


def score_answer(expected: Expected, answer: Answer) -> Outcome:
    """Hold `answer` against `expected`.

    A figure is wrong where a value is asserted that was not the one expected, or that
    should not have been asserted at all. An expected figure in an answer that merely
    lacks words is a miss without a wrong figure.
    """
    shown = bool(answer.values)
    if expected.kind == "abstain":
        if shown or answer.status not in ABSTAINED:
            return Outcome(False, wrong_figure=shown, reason="应当回答没有")
    elif expected.kind == "ambiguous":
        if answer.status is not Status.AMBIGUOUS:
            return Outcome(False, shown, answer.status in ABSTAINED, "应当反问")
    elif answer.status is not Status.ANSWERED:
        return Outcome(False, shown, answer.status in ABSTAINED, "没有作答")
    elif expected.accept and not _first_is_accepted(expected, answer.values):
        return Outcome(False, wrong_figure=shown, reason="数字不符" if shown else "没有给出数字")
    missing = [words for words in expected.must if not says(answer, words)]
    if missing:
        # Without an expected figure to compare with, a value beside the point is wrong.
        astray = shown and not expected.accept
        return Outcome(False, wrong_figure=astray, reason=f"缺少“{'”“'.join(missing)}”")
    return Outcome(True)


def says(answer: Answer, words: str) -> bool:
    """Tell whether `words` stand in text, notes or a quote, spaces and signs ignored."""
    places = [answer.text, *answer.notes, *(citation.quote for citation in answer.citations)]
    return any(bare(words) in bare(place) for place in places)


def bare(text: str) -> str:
    """Return `text` without whitespace and punctuation, full width made half width."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in normal if unicodedata.category(sign)[0] not in "ZPC")


def matches(value: Value, accepted: str, unit: str | None) -> bool:
    """Tell whether `value` is the figure `accepted`.

    Compared as decimals. A derived figure also matches where both are the same when
    rounded half up to the decimals of the shorter one, if that has at least one.
    """
    wanted = _to_decimal(accepted)
    if value.value is None or wanted is None:
        return False
    if unit is not None and value.unit is not None and bare_unit(unit) != bare_unit(value.unit):
        return False
    if value.value == wanted:
        return True
    places = min(_decimals(value.value), _decimals(wanted))
    if value.derived is None or places < 1:
        return False
    step = Decimal(1).scaleb(-places)
    return value.value.quantize(step, ROUND_HALF_UP) == wanted.quantize(step, ROUND_HALF_UP)


def bare_unit(unit: str) -> str:
    """Return `unit` without spaces, full width made half width."""
    return "".join(unicodedata.normalize("NFKC", unit).split())


def _first_is_accepted(expected: Expected, values: Sequence[Value]) -> bool:
    if not values:
        return False
    first = values[0]
    if any(matches(first, accepted, expected.unit) for accepted in expected.accept):
        return True
    if expected.kind != "rank":
        return False
    year = "" if first.year is None else str(first.year)
    names = {year, f"{year}年", bare(first.issuer or ""), bare(first.label.split("›")[-1])}
    return any(bare(accepted) in names - {"", "年"} for accepted in expected.accept)


def _decimals(value: Decimal) -> int:
    _, _, fraction = decimal_to_text(value).partition(".")
    return len(fraction)


def _to_decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(unicodedata.normalize("NFKC", text).replace(",", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
