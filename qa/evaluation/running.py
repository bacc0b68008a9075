"""Evaluation: a question file run group by group, each on a library of its own.

A line names its group, the reports that group's library holds, the question and what
is expected of the answer. Libraries are built in a temporary folder and gone
afterwards; the embedding model is loaded once for all of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from corpus.errors import UsageError
from qa.answer import Answer, Status, decimal_to_text
from qa.evaluation.question_file import (
    Asked,
    ask_in_order,
    checked_lines,
    line_to_asked,
    text_field,
)
from qa.evaluation.scoring import Expected, Outcome, QuestionKind, Tally, score_answer, tally

if TYPE_CHECKING:
    from index.embedding import Encoder

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a question file."""

    group: str
    reports: tuple[Path, ...]
    asked: Asked
    expected: Expected


@dataclass(frozen=True, slots=True)
class Scored:
    """A line with the answer it got."""

    line: Line
    answer: Answer
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A whole run. `unread` are the reports that could not be ingested, with the reason."""

    scored: tuple[Scored, ...]
    unread: tuple[str, ...]

    @property
    def total(self) -> Tally:
        """Everything counted together."""
        return tally(each.outcome for each in self.scored)

    def by_kind(self) -> dict[str, Tally]:
        """Counts for each kind of question that occurs."""
        kinds = sorted({each.line.expected.kind for each in self.scored})
        return {
            kind: tally(s.outcome for s in self.scored if s.line.expected.kind == kind)
            for kind in kinds
        }

    def misses(self) -> list[Scored]:
        """The lines that were not answered as expected, in order."""
        return [each for each in self.scored if not each.outcome.right]


def read_evaluation(
    path: Path, only: Collection[str] = (), reports: Path | None = None
) -> list[Line]:
    """Return the lines of a question file.

    Args:
        path: The file, JSONL.
        only: Groups to keep; all where empty.
        reports: Folder the reports are looked for in first, before the folder
            `reports` beside the file's own, the file's own and the current one.

    Raises:
        UsageError: A line is incomplete, a report is nowhere to be found, a group's
            lines name different reports or continue another group, or `only` names a
            group there is not.
    """
    lines: list[Line] = []
    folder = path.resolve().parent
    places = [*([reports] if reports else []), folder.parent / "reports", folder, Path()]
    groups: dict[str, tuple[Path, ...]] = {}
    group_of: dict[str, str] = {}
    for place, content in checked_lines(path):
        group = text_field(place, content, "group")
        asked = line_to_asked(place, content)
        group_of[asked.id] = group
        if asked.after is not None and group_of[asked.after] != group:
            raise UsageError(f"{place}接续了另一组的问题；同一段对话请放在一组里。")
        if only and group not in only:
            continue
        names = _texts(place, content, "reports")
        held = tuple(_find_report(places, place, name) for name in names)
        if groups.setdefault(group, held) != held:
            raise UsageError(f"{place}的 reports 与“{group}”组前面的不同；一组请用同样的报告。")
        lines.append(Line(group, held, asked, _expected(place, content)))
    absent = set(only) - set(group_of.values())
    if absent:
        known = "、".join(sorted(set(group_of.values()))) or "（无）"
        raise UsageError(f"“{path}”里没有组“{'、'.join(sorted(absent))}”；有：{known}。")
    return lines


def evaluate(
    lines: Sequence[Line], encoder: Encoder | None = None, progress: Progress | None = None
) -> Evaluation:
    """Ask every line on a library of its group's reports and score the answers.

    Args:
        lines: As `read_evaluation` returns them.
        encoder: Embedding model; the configured one by default.
        progress: Told (done, total, group) before each group and at the end.

    Raises:
        BaogaoError: A library cannot be built or the model cannot be loaded.
    """
    from index.embedding import Embedder

    shared = encoder or Embedder()
    scored: list[Scored] = []
    unread: list[str] = []
    for group in dict.fromkeys(line.group for line in lines):
        if progress:
            progress(len(scored), len(lines), group)
        members = [line for line in lines if line.group == group]
        scored += _run_group(members, shared, unread)
    if progress:
        progress(len(lines), len(lines), "")
    return Evaluation(tuple(scored), tuple(unread))


def _run_group(lines: Sequence[Line], encoder: Encoder, unread: list[str]) -> Iterator[Scored]:
    from index.library import Library
    from qa.answerer import Answerer

    with (
        tempfile.TemporaryDirectory(prefix="baogao-eval-") as folder,
        Library.open(folder, create=True, encoder=encoder) as library,
    ):
        results = library.ingest(lines[0].reports)
        unread += [f"{r.path.name}：{r.message}" for r in results if r.status == "failed"]
        answerer = Answerer(library)
        answers = ask_in_order(
            lambda question, turns: answerer.ask(question, history=turns),
            [line.asked for line in lines],
        )
        for line, answer in zip(lines, answers, strict=True):
            yield Scored(line, answer, score_answer(line.expected, answer))


def evaluation_to_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return the published shape of a run."""
    return {
        **_tally_to_json(evaluation.total),
        "by_kind": {kind: _tally_to_json(each) for kind, each in evaluation.by_kind().items()},
        "misses": [_miss_to_json(miss) for miss in evaluation.misses()],
        "unread": list(evaluation.unread),
    }


def expected_to_text(expected: Expected) -> str:
    """Return what was expected, short, in Chinese."""
    wanted = {"abstain": "没有", "ambiguous": "反问"}.get(expected.kind, "")
    parts = [wanted, " / ".join(expected.accept) + (expected.unit or "")]
    parts.append("含“" + "”“".join(expected.must) + "”" if expected.must else "")
    return "，".join(part for part in parts if part)


def got_to_text(answer: Answer) -> str:
    """Return what came back, short: the first value, else the status and the text."""
    if answer.values:
        first = answer.values[0]
        figure = first.state.value if first.value is None else decimal_to_text(first.value)
        return f"{figure}{first.unit or ''}（{first.label}）"
    if answer.status is Status.ANSWERED:
        return answer.text
    return f"{answer.status.value}：{answer.text}"


def _tally_to_json(counted: Tally) -> dict[str, Any]:
    return {
        "n": counted.n,
        "right": counted.right,
        "wrong_figures": counted.wrong_figures,
        "needless_abstain": counted.needless_abstain,
        "score": round(counted.score, 4),
    }


def _miss_to_json(miss: Scored) -> dict[str, Any]:
    return {
        "id": miss.line.asked.id,
        "group": miss.line.group,
        "kind": miss.line.expected.kind,
        "question": miss.line.asked.question,
        "expected": expected_to_text(miss.line.expected),
        "got": got_to_text(miss.answer),
        "status": miss.answer.status.value,
        "wrong_figure": miss.outcome.wrong_figure,
        "reason": miss.outcome.reason,
    }


def _expected(place: str, content: dict[str, Any]) -> Expected:
    kind = text_field(place, content, "kind")
    if kind not in get_args(QuestionKind):
        raise UsageError(
            f"{place}的 kind “{kind}”不认识；应为 {'、'.join(get_args(QuestionKind))}。"
        )
    unit = text_field(place, content, "unit") if content.get("unit") is not None else None
    return Expected(
        kind,  # type: ignore[arg-type]
        _texts(place, content, "accept"),
        unit,
        _texts(place, content, "must"),
    )


def _texts(place: str, content: dict[str, Any], name: str) -> tuple[str, ...]:
    values = content.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise UsageError(f"{place}的 {name} 应当是文本的列表。")
    return tuple(values)


def _find_report(places: Sequence[Path], line: str, name: str) -> Path:
    for place in places:
        if (place / name).is_file():
            return place / name
    raise UsageError(f"{line}的报告“{name}”找不到；请用 --reports 指明报告所在的文件夹。")
