"""Question files: JSONL read line by line, and whole conversations asked in order.

A line that names another one in `after` continues that line's conversation: it is
asked with every turn the conversation has had so far.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import QuestionError, UsageError
from qa.answer import Answer, Kind, Status

if TYPE_CHECKING:
    from qa.answerer import Turn

Ask = Callable[[str, "Sequence[Turn]"], Answer]
"""Answer a question, given the turns before it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its id; `after` is the id of the line it follows on."""

    id: str
    question: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A search with its id; years and issuers narrow it down where given."""

    id: str
    query: str
    years: tuple[int, ...] = ()
    issuers: tuple[str, ...] = ()


def read_lines(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return each object of a JSONL file with the place it stands, for messages.

    Raises:
        UsageError: The file is missing, not UTF-8, or a line is not a JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"读不了文件“{path}”；请确认它存在，并且是 UTF-8 文本。") from error
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        place = f"“{path}”第{number}行"
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{place}不是 JSON；请每行写一个对象。") from error
        if not isinstance(content, dict):
            raise UsageError(f"{place}不是 JSON 对象；请每行写一个对象。")
        lines.append((place, content))
    return lines


def text_field(place: str, line: dict[str, Any], name: str) -> str:
    """Return the text under `name`, which the line must have.

    Raises:
        UsageError: It is absent or not a text.
    """
    value = line.get(name)
    if not isinstance(value, str):
        raise UsageError(f"{place}缺少文本字段 {name}。")
    return value


def read_questions(path: Path) -> list[Asked]:
    """Return the questions of a file in order.

    Raises:
        UsageError: A line lacks id or question, repeats an id, or follows on a line
            that does not come before it.
    """
    return [line_to_asked(place, line) for place, line in checked_lines(path)]


def read_queries(path: Path) -> list[Query]:
    """Return the searches of a file in order.

    Raises:
        UsageError: A line lacks id or query, or its years or issuers are no lists.
    """
    queries = []
    for place, line in read_lines(path):
        years, issuers = line.get("years") or [], line.get("issuers") or []
        if not _is_list_of(int, years) or not _is_list_of(str, issuers):
            raise UsageError(f"{place}的 years 应为整数的列表，issuers 应为文本的列表。")
        name, query = text_field(place, line, "id"), text_field(place, line, "query")
        queries.append(Query(name, query, tuple(years), tuple(issuers)))
    return queries


def checked_lines(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return the lines of a question file whose ids and `after`s hold together.

    Raises:
        UsageError: As for `read_questions`.
    """
    seen: set[str] = set()
    lines = read_lines(path)
    for place, line in lines:
        asked = line_to_asked(place, line)
        if asked.id in seen:
            raise UsageError(f"{place}的 id “{asked.id}”重复。")
        if asked.after is not None and asked.after not in seen:
            raise UsageError(f"{place}的 after “{asked.after}”不在它之前；请调整顺序。")
        seen.add(asked.id)
    return lines


def line_to_asked(place: str, line: dict[str, Any]) -> Asked:
    """Return the question a line asks.

    Raises:
        UsageError: It lacks id or question.
    """
    after = text_field(place, line, "after") if line.get("after") is not None else None
    return Asked(text_field(place, line, "id"), text_field(place, line, "question"), after)


def ask_in_order(ask: Ask, questions: Iterable[Asked]) -> Iterator[Answer]:
    """Yield the answer to each question, with its id, conversations kept apart.

    A question that cannot be asked at all comes back as refused; the others go on.
    """
    from qa.answerer import Turn

    conversations: dict[str, list[Turn]] = {}
    for asked in questions:
        turns = conversations[asked.after] if asked.after else []
        conversations[asked.id] = turns
        try:
            answer = ask(asked.question, tuple(turns))
        except QuestionError as error:
            yield Answer(asked.question, "", Status.REFUSED, Kind.TEXT, str(error), id=asked.id)
            continue
        turns.append(Turn(asked.question, answer.understood))
        yield replace(answer, id=asked.id)


def _is_list_of(kind: type, values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, kind) for value in values)
