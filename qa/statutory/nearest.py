"""The nearest indicator: what a report does hold that is closest to what was asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.report import Fact, Report
from qa.rendering.wording import fact_to_phrase
from qa.statutory.indicators import read_tables
from qa.statutory.lookup import FactSource
from qa.statutory.targets import target_facts
from qa.understanding.lexicon import Lexicon
from qa.understanding.question import Question

MAX_NEAREST = 3
_COMMON = {"申请", "公开", "信息", "政府", "数量", "多少", "政信", "府信", "息公", "开申", "请数"}
_PLACE = re.compile(r"^[\u3400-\u9fff]{1,6}(?:省|市|区|县|州|镇|乡|局|委|厅|街道)$")


def nearest_facts(
    question: Question, reports: Sequence[Report], facts: FactSource, lexicon: Lexicon
) -> list[Fact]:
    """Return up to three cells of the newest of `reports` that are nearest to `question`.

    First the headings the question does name, whatever else it says; failing that the
    cells whose headings share most with its words.
    """
    held = sorted(reports, key=lambda report: report.year or 0, reverse=True)
    for report in held[:3]:
        cells = [fact for fact in facts(report) if fact.table_kind is not None]
        readings = sorted(read_tables(question, lexicon), key=lambda r: -len(r.named))
        named = [
            fact
            for reading in readings
            for target in reading.targets[:2]
            for fact in target_facts(target, cells)[:1]
        ]
        found = list(dict.fromkeys(named)) or _alike(question.body, cells)
        if found:
            return found[:MAX_NEAREST]
    return []


def _alike(text: str, cells: Iterable[Fact]) -> list[Fact]:
    asked = _pairs(text)
    scored = [(len(asked & _pairs(fact_to_phrase(cell))), cell) for cell in cells]
    scored = [(score, cell) for score, cell in scored if score]
    scored.sort(key=lambda pair: (-pair[0], len(fact_to_phrase(pair[1]))))
    return [cell for _, cell in scored[:1]]


def _pairs(text: str) -> set[str]:
    letters = re.sub(r"[^\u3400-\u9fff]", " ", text)
    return {
        letters[i : i + 2] for i in range(len(letters) - 1) if " " not in letters[i : i + 2]
    } - _COMMON


def fact_to_question(fact: Fact) -> str:
    """Return the question `fact` answers."""
    year = f"{fact.year}年" if fact.year is not None else ""
    return f"{year}{fact.issuer or ''}{fact_to_phrase(fact)}是多少？"


def unheld_place(question: Question, lexicon: Lexicon) -> str | None:
    """Return a place or body the question names of which nothing is held."""
    for reading in read_tables(question, lexicon):
        for word in reading.left:
            if _PLACE.match(word):
                return word
    return None
