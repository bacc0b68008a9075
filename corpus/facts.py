"""Cells and sentences to facts.

Every table cell becomes a fact, whatever its state. In running text every quantity
becomes one: its subject phrase is the clause around the figure, its quotation the
whole sentence, its year the one the sentence speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.passages import TABLE_MARK
from corpus.quantity import Quantity, find_quantities
from corpus.report import Cell, Fact, FactKind, Origin, Passage, Report, State, Table, content_id
from corpus.sections import sentence_to_clauses, text_to_sentences
from corpus.terms import compact

_OTHER_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)年(?!来|以来|底前)")
_COMPARED = re.compile(r"(?:比|较|同比|相比|对比|相较)[^，,]{0,6}$")
_LAST_YEAR = re.compile(r"^(?:去年|上年|上一年|上年度)(?!结转|度?结转)")
_THAN = re.compile(r"[比较](?:去年|上年|上一年|上年度)(?:同期)?的$")
"""Right before a figure of the year before: “比上年的3862条增长9.19%”."""
_RANGE = re.compile(
    r"(?:大幅|进一步|逐步)?(?:上升|下降|缩短|提高|提升|增加|减少|降低|压缩|增长|扩大|调整|增|减|升|降|缩减)?"
    r"(?:到|至|为|成)(?:了)?"
)
_TITLE = re.compile(r"《[^》]*》")
_IN_HEADING = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|$)")
_OF_LAST_YEAR = re.compile(r"(?:上年|上一年|去年)(?:度|同期)?(?:数|决算|预算|执行|金额|实际|$)")
_FILLER = re.compile(
    r"^(?:其中|另外|此外|同时|并|且|共计|共|总计|合计|累计|已|年内|全年|本年度?|截[至止][^，]{0,14}[日底]"
    r"|[一二三四五六七八九十]是|，|、|：|；)+"
)

MAX_QUOTED = 200
"""Cells of one row that are quoted together; a longer row would be repeated for each."""


def report_to_facts(report: Report) -> list[Fact]:
    """Return all facts of `report` in document order, table cells first."""
    facts = [fact for table in report.tables for fact in _table_facts(report, table)]
    for passage in report.passages:
        facts.extend(_prose_facts(report, passage))
    return facts


def _table_facts(report: Report, table: Table) -> Iterator[Fact]:
    rows: dict[tuple[str, ...], list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.raw)
    for cell in table.cells:
        label = cell.printed[0] if cell.printed else "".join(cell.row[-1:])
        whole = cell.state is not State.UNREADABLE and len(rows[cell.row]) <= MAX_QUOTED
        raws = rows[cell.row] if whole else [cell.raw]
        yield Fact(
            id=content_id("f_", report.id, table.name, *cell.row, "|", *cell.column, cell.raw),
            report=report.id,
            issuer=report.issuer,
            year=report.year if table.kind else _heading_year(cell, report.year),
            kind=FactKind.CELL,
            table=table.name,
            table_kind=table.kind,
            form=table.form,
            row=cell.row,
            column=cell.column,
            printed=cell.printed,
            raw=cell.raw,
            state=cell.state,
            value=cell.value,
            unit=cell.unit,
            qualifier=None,
            origin=cell.origin,
            confidence=cell.confidence,
            section=table.section,
            page=cell.page if cell.page is not None else table.page,
            box=cell.box,
            quote=" ".join([label, *raws]).strip(),
        )


def _heading_year(cell: Cell, year: int | None) -> int | None:
    """Return the year a general table's own headings give a cell, else the report's."""
    found = {
        int(match[1]) for part in (*cell.row, *cell.column) for match in _IN_HEADING.finditer(part)
    }
    if found:
        return found.pop() if len(found) == 1 else year
    last = any(_OF_LAST_YEAR.match(part) for part in (*cell.row[-1:], *cell.column))
    return year - 1 if last and year is not None else year


def _prose_facts(report: Report, passage: Passage) -> Iterator[Fact]:
    if passage.text.startswith(TABLE_MARK):
        return
    stop = 0
    for number, sentence in enumerate(text_to_sentences(passage.text)):
        start = max(passage.text.find(sentence, stop), stop)
        stop = start + len(sentence)
        for quantity, clause in sentence_to_figures(sentence):
            subject = clause_to_subject(sentence, clause, quantity)
            yield Fact(
                id=content_id("f_", report.id, passage.id, number, quantity.start, quantity.raw),
                report=report.id,
                issuer=report.issuer,
                year=_year(sentence, quantity, report.year),
                kind=FactKind.PROSE,
                table=None,
                table_kind=None,
                form=None,
                row=(subject,),
                column=(),
                printed=None,
                raw=compact(sentence[quantity.start : quantity.end]),
                state=State.ZERO if quantity.value == 0 else State.NUMBER,
                value=quantity.value,
                unit=compact(quantity.unit or "") or None,
                qualifier=quantity.qualifier,
                origin=Origin.PRINTED,
                confidence=1.0,
                section=passage.section,
                page=passage.page_at(start + quantity.start),
                box=None,
                quote=sentence,
                passage=passage.id,
            )


def sentence_to_figures(sentence: str) -> list[tuple[Quantity, tuple[int, int]]]:
    """Return each quantity of `sentence` with the offsets of its own clause.

    A clause is cut short at the neighbouring figure where a 、 lists several
    (“答复率100%、回访率77.86%”).
    """
    figures: list[tuple[Quantity, tuple[int, int]]] = []
    clauses = sentence_to_clauses(sentence)
    quantities = find_quantities(sentence)
    for quantity in quantities:
        start, stop = next(
            ((a, b) for a, b in clauses if a <= quantity.start < b), (0, len(sentence))
        )
        for other in quantities:
            if other is quantity:
                continue
            if _RANGE.fullmatch(sentence[other.end : quantity.start]):
                continue  # “由14.6缩短到11.3”: both figures belong to one clause
            if start <= other.start < quantity.start:
                cut = _separator(sentence, other.end, quantity.start)
                start = cut[1] if cut else start
            elif quantity.end <= other.start < stop:
                cut = _separator(sentence, quantity.end, other.start)
                stop = cut[0] if cut else stop
        figures.append((quantity, (start, max(stop, quantity.end))))
    return figures


def _separator(sentence: str, start: int, stop: int) -> tuple[int, int] | None:
    """Return the offsets of what parts two figures; None where nothing does.

    “项目63个的信息592条” and “61名人员中新任的有24名” are cut where the second begins.
    """
    between = sentence[start:stop]
    match = re.match("的", between) or re.search(r"[、，,；和及]|(?<!其)中(?!心|间|小)", between)
    return (start + match.start(), start + match.end()) if match else None


def clause_to_subject(sentence: str, clause: tuple[int, int], quantity: Quantity) -> str:
    """Return what `quantity` counts: its clause without the figure and filler words."""
    start, stop = clause
    before = sentence[start : quantity.start]
    after = sentence[quantity.end : stop]
    before = _FILLER.sub("", before.strip())
    after = after.strip("。；，、 ")
    return compact(f"{before}…{after}" if after else before) or compact(sentence[start:stop])


def _year(sentence: str, quantity: Quantity, year: int | None) -> int | None:
    """Return the year a figure speaks of: one named before it, else the report's."""
    # A year in a document's title is not the figure's.
    head = _TITLE.sub(lambda m: "》" * len(m.group()), sentence[: quantity.start])
    for match in reversed(list(_OTHER_YEAR.finditer(head))):
        if not _COMPARED.search(head[: match.start()]):
            return int(match[1])
    clause = re.split(r"[，,；;]", head)[-1]
    if year is not None and (_LAST_YEAR.match(_FILLER.sub("", clause)) or _THAN.search(clause)):
        return year - 1
    return year


def facts_of_table(facts: Sequence[Fact], table: str) -> list[Fact]:
    """Return the cells of the table named `table`, in order."""
    return [fact for fact in facts if fact.table == table]
