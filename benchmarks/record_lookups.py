"""Questions over long tables, against the published answers of a lookup file.

    python -m benchmarks.record_lookups LIBRARY lookups.jsonl

Each line of the file holds `question`, `company`, `year`, `field` and `gold`. Prints what
was not answered right, the counts, and how long an answer takes.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from decimal import Decimal, InvalidOperation

from index.library import Library
from qa.answer import Answer, Status
from qa.answerer import Answerer


def is_right(answer: Answer, gold: str) -> bool:
    """Tell whether the answer's own figure, or its text, is the published one."""
    if answer.status is not Status.ANSWERED or not answer.values:
        return False
    try:
        return answer.values[0].value == Decimal(gold.removesuffix("元"))
    except InvalidOperation:
        return gold in answer.text


def main(library_path: str, questions: str) -> None:
    """Ask every question and print the outcome."""
    with Library.open(library_path) as library, open(questions, encoding="utf-8") as file:
        answerer = Answerer(library)
        right = wrong = silent = 0
        times = []
        for line in file:
            entry = json.loads(line)
            started = time.perf_counter()
            answer = answerer.ask(entry["question"])
            times.append((time.perf_counter() - started) * 1000)
            if is_right(answer, entry["gold"]):
                right += 1
                continue
            shown = answer.status is Status.ANSWERED and bool(answer.values)
            wrong += shown
            silent += not shown
            print(entry["id"], entry["question"], entry["gold"], answer.status.value, answer.text)
        total = right + wrong + silent
        print(f"{total} questions: {right} right, {wrong} wrong, {silent} not answered")
        warm = sorted(times[1:])
        middle, slow = statistics.median(warm), warm[len(warm) * 95 // 100]
        print(f"ms an answer: median {middle:.1f}, p95 {slow:.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
