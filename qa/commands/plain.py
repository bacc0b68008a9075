"""Plain text: answers, facts, hits, reports and evaluations as a terminal shows them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from corpus.report import Fact, Report
from qa.answer import Answer, Citation, Kind, decimal_to_text
from qa.api.wire import fact_to_json
from qa.commands.console import table
from qa.evaluation.running import Evaluation, expected_to_text, got_to_text
from qa.rendering.sheets import safe_text

if TYPE_CHECKING:
    from index.library import Hit, IngestResult

JOINT = " › "
STATUS = {"added": "已加入", "updated": "已更新", "unchanged": "无变化", "failed": "失败"}
STATE = {"blank": "（空白）", "slash": "（／）", "dash": "（-）", "unreadable": "（无法辨认）"}
MAX_IN_SENTENCE = 3
"""Figures a sentence of an answer tells; more stand in a table below it."""
_TABLED = (Kind.COMPARISON, Kind.RANKING, Kind.TREND, Kind.LIST)


def answer_to_text(answer: Answer) -> str:
    """Return an answer for people: the sentence, how it was understood, the proof."""
    lines = [answer.text]
    if answer.understood:
        lines.append(f"理解为：{answer.understood}")
    lines += _figures(answer)
    lines += [f"注意：{note}" for note in answer.notes]
    lines += [f"出处：{proof}" for proof in _proofs(answer.citations)]
    lines += [f"是否想问：{reading.question}（{reading.label}）" for reading in answer.readings]
    lines += [f"可以问：{suggestion}" for suggestion in answer.suggestions]
    return "\n".join(lines)


def _figures(answer: Answer) -> list[str]:
    """Return the figures of an answer as a table, where there are more than a sentence holds."""
    if answer.kind not in _TABLED or len(answer.values) <= MAX_IN_SENTENCE:
        return []
    rows = [
        (
            f"{value.year}年" if value.year is not None else "",
            value.issuer or "",
            value.label,
            f"{decimal_to_text(value.value)}{value.unit or ''}"
            if value.value is not None
            else STATE.get(value.state.value, ""),
        )
        for value in answer.values
    ]
    shown = [column for column in range(4) if len({row[column] for row in rows}) > 1]
    kept = [tuple(row[column] for column in (shown or [2, 3])) for row in rows]
    widths = [min(48, max(2 * len(cell) for cell in column)) for column in zip(*kept, strict=True)]
    return [f"  {line}" for line in table(kept, widths)]


def result_to_text(result: IngestResult) -> str:
    """Return what became of a file: a line, and one more for each problem."""
    status, message = STATUS[result.status], result.message
    head = f"{status}：{result.path}" + (f"（{message}）" if message else "")
    problems = [f"  问题：{problem.message}" for problem in result.problems]
    return "\n".join([head, *problems])


def report_to_text(report: Report, facts: int, superseded: Sequence[Report] = ()) -> str:
    """Return a report in a few lines, with its earlier editions."""
    pages = f"{report.pages}页，" if report.pages is not None else ""
    year = f"{report.year}年" if report.year is not None else "年份不明"
    lines = [
        f"{report.id}  {report.title}",
        f"  {report.issuer or '单位不明'} · {year} · {report.kind} · {pages}{facts}个数据",
        f"  来源：{'、'.join(source.name for source in report.sources)}",
    ]
    if report.basis:
        names = {"issuer": "单位", "year": "年份", "kind": "类别", "published": "发布日期"}
        known = [f"{names[key]}按{basis}" for key, basis in report.basis if key in names]
        lines.append(f"  依据：{'，'.join(known)}")
    for old in superseded:
        when = f"，{old.published}发布" if old.published else ""
        lines.append(f"  更正前的版本：{old.sources[0].name}{when}（不用于回答）")
    lines += [f"  问题：{problem.message}" for problem in report.problems]
    return "\n".join(lines)


def hit_to_text(hit: Hit) -> str:
    """Return a search hit: where it stands, then the passage."""
    page = f" 第{hit.passage.page}页" if hit.passage.page is not None else ""
    where = f"{hit.rank}. 《{hit.report.title}》{page} {JOINT.join(hit.passage.section)}"
    return f"{where.rstrip()}\n   {hit.passage.text}"


def fact_to_text(fact: Fact) -> str:
    """Return a fact on one line: whose, when, what, how much."""
    if fact.value is not None:
        shown = f"{fact.qualifier or ''}{decimal_to_text(fact.value)}{fact.unit or ''}"
    else:
        shown = STATE.get(fact.state.value, fact.raw)
    whose = f"{fact.issuer or '单位不明'} {fact.year if fact.year is not None else '年份不明'}"
    return f"{whose}  {JOINT.join((*fact.row, *fact.column))}  {shown}"


def facts_to_csv(facts: Iterable[Fact]) -> Iterator[str]:
    """Yield CSV lines, a header first; row and column are joined by “ › ”."""
    header: list[str] = []
    for fact in facts:
        content = fact_to_json(fact)
        if not header:
            header = list(content)
            yield _csv_line(header)
        yield _csv_line([_csv_cell(content[name]) for name in header])


def evaluation_to_text(evaluation: Evaluation) -> str:
    """Return the score and a table of what was missed."""
    total = evaluation.total
    counts = f"{total.n} 题，答对 {total.right}，数字答错 {total.wrong_figures}"
    lines = [f"得分 {total.score:.4f}：{counts}，不该拒答 {total.needless_abstain}"]
    lines += [f"  {kind}：{each.right} / {each.n}" for kind, each in evaluation.by_kind().items()]
    lines += [f"未能读取：{reason}" for reason in evaluation.unread]
    misses = evaluation.misses()
    if misses:
        rows = [("编号", "问题", "应为", "得到", "原因")]
        rows += [
            (
                miss.line.asked.id,
                miss.line.asked.question,
                expected_to_text(miss.line.expected),
                got_to_text(miss.answer),
                miss.outcome.reason,
            )
            for miss in misses
        ]
        lines += ["", *table(rows, (8, 44, 24, 40, 24))]
    return "\n".join(lines)


def _proofs(citations: Iterable[Citation]) -> list[str]:
    """Return each cited place once: cells of one printed row share their quote."""
    columns: dict[tuple[str, str, str], list[str]] = {}
    for citation in citations:
        page = f"第{citation.page}页" if citation.page is not None else ""
        places = [page, JOINT.join(citation.section), JOINT.join(citation.row)]
        where = " · ".join(place for place in places if place)
        cells = columns.setdefault((citation.title, where, citation.quote), [])
        cells += [JOINT.join(citation.column)] if citation.column else []
    return [
        f"《{title}》{where}{' × ' + '、'.join(cells) if cells else ''}\n      “{quote}”"
        for (title, where, quote), cells in columns.items()
    ]


def _csv_line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


def _csv_cell(value: object) -> str:
    """Return a cell's text; what a spreadsheet would run as a formula gets a leading '."""
    if value is None:
        return ""
    text = JOINT.join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if _is_figure(text) else safe_text(text)


def _is_figure(text: str) -> bool:
    """Tell whether `text` is a number, or the sign a cell without one is filled with."""
    try:
        return text in ("-", "－") or Decimal(text.replace(",", "")).is_finite()
    except InvalidOperation:
        return False
