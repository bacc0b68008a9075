"""Questions over record tables: who, which year, which column, and what of them.

An answer is given only where every word of the question is explained by an entity, a
year, a column, an operation, or restricts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from index.records import Entity, RecordIndex
from qa.answer import Kind, Status
from qa.draft import Draft
from qa.general.entities import Directory, Mention
from qa.general.fields import Field, FieldIndex
from qa.general.record_answers import (
    answer_cells,
    answer_computed,
    answer_highest,
    answer_ratio,
    combine,
)
from qa.general.record_figures import Found, Rows, find_cell, find_ratio, growth
from qa.general.record_lexicon import Ratio
from qa.general.record_question import RecordQuestion, parse_record_question
from qa.general.record_replies import MAX_READINGS, ask_when, ask_who, no_year
from qa.general.record_totals import answer_over_all
from qa.understanding.cues import Operation
from qa.understanding.question import Question

MAX_LABELS = 12


class RecordDesk:
    """Answers from the record tables of one library."""

    def __init__(self, index: RecordIndex) -> None:
        self._index = index

    @cached_property
    def _directory(self) -> Directory:
        return Directory(self._index.entities(), self._index.text_of)

    @cached_property
    def _fields(self) -> FieldIndex:
        return FieldIndex(self._index.tables)

    @cached_property
    def _years(self) -> list[int]:
        return self._index.years()

    def answer(
        self,
        question: Question,
        years: Sequence[int] = (),
        issuers: Sequence[str] = (),
        before: str | None = None,
        *,
        alone: bool = False,
    ) -> Draft | None:
        """Return the answer of the record tables, None where they do not explain the question.

        Args:
            question: the question.
            years: only these years, whatever the question says.
            issuers: entities the question is about where it names none.
            before: the question asked before it in the conversation, simplified.
            alone: the library holds nothing else, so that what is missing is said here.
        """
        if not self._index.tables:
            return None
        text = question.text.split("\u3000")[-1] if before else question.text
        asked = parse_record_question(text, self._directory, self._fields)
        asked = self._carried(asked, issuers, before)
        if asked.left or not (asked.named or asked.counts):
            return self._unexplained(text, asked) or (self._nothing(asked) if alone else None)
        if years:
            kept = tuple(year for year in asked.years if year in years)
            asked = replace(asked, years=kept or tuple(years), relative=())
        if not asked.mentions:
            return self._over_all(asked) or (self._nothing(asked) if alone else None)
        open_ones = [m for m in asked.mentions if len(m.candidates) > 1 or not m.sure]
        if open_ones:
            return ask_who(text, asked)
        return self._about([m.candidates[0] for m in asked.mentions], asked)

    def _nothing(self, asked: RecordQuestion) -> Draft:
        """Say what is held where neither a name nor a computation is found."""
        words = "".join(f"“{word}”" for word in dict.fromkeys(asked.left))
        text = (
            f"没有找到您问的内容：表格里没有与{words}对应的名称或列。"
            if words
            else ("没有找到您问的内容：请写明是哪个单位、哪一年、哪一项。")
        )
        names = "、".join(entity.names[0] for entity in self._directory.first(3))
        years = "、".join(f"{year}年" for year in self._years)
        held = f"现有：{names}等单位（{years}）。" if years else f"现有：{names}等单位。"
        sentences = (text, held)
        return Draft(Status.NOT_FOUND, Kind.NUMBER, "", sentences, years=tuple(self._years))

    def _unexplained(self, text: str, asked: RecordQuestion) -> Draft | None:
        """Say what is missing, or ask whether a name was meant that is close to a word."""
        if not asked.mentions and asked.named and len(asked.left) == 1:
            near = self._directory.like(asked.left[0]) if len(asked.left[0]) > 1 else ()
            start = text.find(asked.left[0])
            if 1 <= len(near) <= MAX_READINGS and start >= 0:
                mention = Mention(start, start + len(asked.left[0]), near, sure=False)
                return ask_who(text, replace(asked, mentions=(mention,)))
        if not asked.mentions or not all(m.sure for m in asked.mentions):
            return None
        who = "、".join(dict.fromkeys(m.candidates[0].names[0] for m in asked.mentions))
        words = "".join(f"“{word}”" for word in dict.fromkeys(asked.left))
        missing = f"，没有与{words}对应的列" if words else ""
        labels = "、".join(self._fields.labels_like(asked.rest)[:MAX_LABELS])
        sentences = (f"没有找到您问的内容：{who}的记录里{missing}。".replace("里，", "里"),)
        held = f"现有的列：{labels}等。"
        return Draft(Status.NOT_FOUND, Kind.NUMBER, who, (*sentences, held))

    def _carried(
        self, asked: RecordQuestion, issuers: Sequence[str], before: str | None
    ) -> RecordQuestion:
        """Supply entity, year and field from the filter or from the question before."""
        if issuers and not asked.mentions:
            found = [m for name in issuers for m in self._directory.find(name)]
            asked = replace(asked, mentions=tuple(found))
        if before is None:
            return asked
        last = parse_record_question(before, self._directory, self._fields)
        ellipsis = not asked.named
        return replace(
            asked,
            mentions=asked.mentions or last.mentions,
            years=asked.years or (() if asked.relative else last.years),
            named=asked.named or last.named,
            operation=last.operation if ellipsis else asked.operation,
            digits=asked.digits or last.digits,
        )

    def _over_all(self, asked: RecordQuestion) -> Draft | None:
        wanted = asked.years or tuple(self._years[-1:] if asked.relative == (0,) else ())
        if len(wanted) != 1 and len(self._years) == 1:
            wanted = tuple(self._years)
        computes = (
            asked.counts
            or asked.limit is not None
            or asked.operation
            in (
                Operation.RANK,
                Operation.SUM,
                Operation.MEAN,
            )
        )
        if len(asked.named) > 1 or not computes:
            return None
        what = asked.named[0].what if asked.named else None
        if isinstance(what, Ratio) or (what is not None and what.is_text):
            return None
        if len(wanted) != 1:
            return ask_when(asked, self._years)
        return answer_over_all(self._index, what, wanted[0], asked)

    def _about(self, entities: Sequence[Entity], asked: RecordQuestion) -> Draft | None:
        rows = {entity.key: self._index.of([entity.key]) for entity in entities}
        held = sorted({r.year for of in rows.values() for _, r in of if r.year is not None})
        names = [entity.names[0] for entity in entities]
        years = self._asked_years(asked, held)
        absent = [year for year in years if held and year not in held]
        if absent:
            return no_year(names, absent, held)
        ratios = [n.what for n in asked.named if isinstance(n.what, Ratio)]
        if ratios:
            return self._ratio(entities, rows, ratios, years, held, asked)
        fields = [n.what for n in asked.named if isinstance(n.what, Field)]
        if not years and held:
            steady = all(field.is_text for field in fields)
            found = [_cell(rows[e.key], f, y) for e in entities for f in fields for y in held[-1:]]
            same = steady and all(
                _is_steady(rows[e.key], f, held) for e in entities for f in fields
            )
            if same:
                return answer_cells(found, asked, names)
            if asked.operation is Operation.RANK and len(entities) == len(fields) == 1:
                years = tuple(held)
            elif len(held) > 1:
                return ask_when(asked, held)
            years = years or tuple(held)
        when: Sequence[int | None] = years or [None]
        found = [_cell(rows[e.key], f, y) for e in entities for f in fields for y in when]
        return _compute(asked, found, fields, names)

    def _asked_years(self, asked: RecordQuestion, held: Sequence[int]) -> tuple[int, ...]:
        base = max(asked.years, default=None) or max(held, default=None)
        years = list(asked.years)
        if asked.since is not None:
            years += [year for year in held if year >= asked.since]
        if asked.every and not years:
            years = list(held)
        changes = asked.operation in (Operation.GROWTH, Operation.DIFFERENCE)
        if base is None:
            return ()
        if changes and not years and asked.relative:
            years.append(base)
        years += [base + offset for offset in asked.relative]
        alone = len(asked.mentions) == 1 and len(asked.named) == 1
        if changes and len(set(years)) == 1 and alone:
            years.append(years[0] - 1)
        return tuple(dict.fromkeys(years))

    def _ratio(
        self,
        entities: Sequence[Entity],
        rows: Mapping[str, Rows],
        ratios: Sequence[Ratio],
        years: Sequence[int],
        held: Sequence[int],
        asked: RecordQuestion,
    ) -> Draft | None:
        if len(entities) > 1 or len(asked.named) > 1 or asked.operation is Operation.GROWTH:
            return None
        if not years and len(held) > 1:
            return ask_when(asked, held)
        when = years or held
        if len(when) != 1:
            return None
        name = ratios[0].names[0]
        made = find_ratio(rows[entities[0].key], ratios[0], when[0], self._fields, asked.digits)
        return answer_ratio(made, name, when[0], entities[0].names[0])


def _cell(rows: Rows, field: Field, year: int | None) -> Found:
    return find_cell(rows, field, year)


def _is_steady(rows: Rows, field: Field, years: Sequence[int]) -> bool:
    """Tell whether a field says the same in every year."""
    found = [find_cell(rows, field, year) for year in years]
    return len({item.fact.raw for item in found if item.fact is not None}) == 1


def _compute(
    asked: RecordQuestion, found: Sequence[Found], fields: Sequence[Field], names: Sequence[str]
) -> Draft | None:
    operation = asked.operation
    if operation is Operation.GROWTH:
        if len(fields) != 1 or len(found) != 2 or len(names) != 1:
            return None
        old, new = sorted(found, key=lambda item: item.year or 0)
        result = None
        if new.value is not None and old.value is not None and new.fact and old.fact:
            result = growth(new.fact, old.fact, fields[0].label, asked.digits)
        return answer_computed(operation, (new, old), asked, result)
    if operation is Operation.RANK:
        return answer_highest(found, asked)
    if operation in (Operation.DIFFERENCE, Operation.SHARE, Operation.SUM, Operation.MEAN):
        if len(found) < 2 or (
            (operation is not Operation.SUM and len(found) != 2)
            and (operation is not Operation.MEAN)
        ):
            return None
        return answer_computed(operation, found, asked, combine(operation, found, asked))
    if operation is not Operation.VALUE or len(found) > 12:
        return None
    return answer_cells(found, asked, names)
