"""没答上的问题: what people asked and got no answer to, most often asked first."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from html import escape
from pathlib import Path

from corpus.errors import BaogaoError
from qa.answer import Status
from qa.desk import Desk
from qa.workbench.fields import Fields
from qa.workbench.markup import button, message

LISTED = 50
_STATUS = {"not_found": "没有找到", "ambiguous": "反问", "refused": "不予回答", "answered": "已答"}


@dataclass(frozen=True, slots=True)
class Gap:
    """A question without an answer, or one whose answer was said to be wrong."""

    question: str
    times: int
    status: str
    reasons: tuple[str, ...]


def log_to_gaps(folder: Path) -> list[Gap]:
    """Return the questions of a log that were not answered or rated wrong."""
    asked: dict[str, dict[str, str]] = {}
    reasons: dict[str, list[str]] = {}
    for path in sorted(folder.glob("questions-*.jsonl")) if folder.is_dir() else []:
        for line in path.read_text("utf-8", errors="replace").splitlines():
            event = _event(line)
            if event.get("event") == "asked":
                asked[event.get("id", "")] = event
            elif event.get("rating") == "down" and event.get("id") in asked:
                question = asked[event["id"]].get("question", "")
                reasons.setdefault(question, []).append(event.get("reason") or "未说原因")
    latest = {each.get("question", ""): each.get("status", "") for each in asked.values()}
    times = Counter(each.get("question", "") for each in asked.values())
    gaps = [
        Gap(question, times[question], status, tuple(reasons.get(question, ())))
        for question, status in latest.items()
        if status in ("not_found", "ambiguous") or question in reasons
    ]
    return sorted(gaps, key=lambda gap: (-len(gap.reasons), -gap.times))


def log_to_questions(folder: Path) -> list[str]:
    """Return the questions of a log without repetition, the latest first."""
    found = [
        event["question"]
        for path in sorted(folder.glob("questions-*.jsonl"))
        for line in path.read_text("utf-8", errors="replace").splitlines()
        if (event := _event(line)).get("event") == "asked" and event.get("question")
    ]
    return list(dict.fromkeys(reversed(found)))


def _event(line: str) -> dict[str, str]:
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return {k: v for k, v in event.items() if isinstance(v, str)} if isinstance(event, dict) else {}


def unanswered_pane(desk: Desk, fields: Fields) -> str:
    """Return the open questions; ask one of them again where that is asked for."""
    gaps = log_to_gaps(desk.log.folder) if desk.log is not None else []
    said = _retried(desk, fields.one("question")) if fields.act == "retry" else ""
    if not gaps:
        return said + message("没有没答上的问题。")
    items = "".join(_gap(gap) for gap in gaps[:LISTED])
    count = f'<h2 class="desk-count" tabindex="-1" data-focus>{len(gaps)}个问题没有答上</h2>'
    return f'{said}{count}<ul class="desk-reports">{items}</ul>'


def _gap(gap: Gap) -> str:
    facts = f"问过{gap.times}次 · {_STATUS.get(gap.status, gap.status)}"
    reasons = "".join(f" · 有误：{reason}" for reason in gap.reasons[:3])
    said = f'<span class="desk-place">{escape(facts + reasons)}</span>'
    return (
        f"<li><b>{escape(gap.question)}</b>{said}"
        f'<span class="desk-row">{button("再试一次", "retry", {"question": gap.question})}'
        f"{button('加一种说法', 'word', {'question': gap.question})}"
        f"{button('到问答里看', 'ask', {'question': gap.question}, go='talk')}</span></li>"
    )


def _retried(desk: Desk, question: str) -> str:
    try:
        answer = desk.counter().answerer.ask(question)
    except BaogaoError as error:
        return message(str(error), "alert")
    words = "现在能答了" if answer.status is Status.ANSWERED else "还是没有答上"
    return message(f"“{question}”{words}：{answer.text}")
