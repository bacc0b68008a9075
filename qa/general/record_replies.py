"""Replies over record tables without a figure: what is not held, what is asked back."""

from __future__ import annotations

from collections.abc import Sequence

from index.records import Entity
from qa.answer import Kind, Reading, Status
from qa.draft import Draft
from qa.general.record_question import RecordQuestion

MAX_READINGS = 4


def no_year(names: Sequence[str], absent: Sequence[int], held: Sequence[int]) -> Draft:
    """Say that entities are held, but not for these years."""
    who = "、".join(names)
    when = "、".join(f"{year}年" for year in absent)
    text = f"您问的是“{when} · {who}”，库里没有。"
    kept = f"现有：{who}（{'、'.join(f'{year}年' for year in held)}）。"
    return Draft(Status.NOT_FOUND, Kind.NUMBER, f"{when} · {who}", (text, kept), years=tuple(held))


def ask_who(text: str, asked: RecordQuestion) -> Draft:
    """Ask which of the candidates of the first unclear name is meant."""
    mention = next(m for m in asked.mentions if len(m.candidates) > 1 or not m.sure)
    said = text[mention.start : mention.end]
    readings = tuple(
        Reading(
            _title(entity),
            text[: mention.start] + entity.names[0] + text[mention.end :],
        )
        for entity in mention.candidates[:MAX_READINGS]
    )
    question = f"请问“{said}”是哪一家？"
    return Draft(Status.AMBIGUOUS, Kind.NUMBER, "", (question,), readings=readings)


def _title(entity: Entity) -> str:
    code = next((name for name in entity.names if name.isascii() and name.isdigit()), None)
    return f"{entity.names[0]}（{code}）" if code else entity.names[0]


def ask_when(asked: RecordQuestion, held: Sequence[int]) -> Draft:
    """Ask which year is meant."""
    readings = tuple(
        Reading(f"{year}年", f"{year}年{asked.text}") for year in sorted(held, reverse=True)
    )
    return Draft(
        Status.AMBIGUOUS,
        Kind.NUMBER,
        "",
        ("请问您问的是哪一年？",),
        readings=readings[:MAX_READINGS],
    )
