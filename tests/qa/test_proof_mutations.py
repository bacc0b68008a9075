"""Proof against mutation: 500 falsified answers are blocked, 500 true ones let through.

Every answer is a real one over the samples. One figure, unit, year, issuer or sign of
its sentences is changed, and the sentence put to the same proof again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

import pytest

from index.library import Library
from qa import compose
from qa.answer import Answer, Status
from qa.answerer import Answerer
from qa.evaluation.question_file import read_questions
from qa.proof import Evidence, prove, unproven
from tests.qa.samples import FOLDER

WANTED = 500
_FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]*年)")
_UNITS = {"件": "万件", "%": "个百分点", "万元": "亿元", "元": "万元", "倍": "件", "个百分点": "%"}
_ISSUERS = ("石桥区", "青禾区", "交通运输局")
Mutation = Callable[[str, random.Random], str]


def _digit(text: str, draw: random.Random) -> str:
    match = draw.choice(list(_FIGURE.finditer(text)))
    place = draw.choice([i for i in range(*match.span()) if text[i].isdigit()])
    other = draw.choice([d for d in "123456789" if d != text[place]])
    return text[:place] + other + text[place + 1 :]


def _unit(text: str, draw: random.Random) -> str:
    units = list(re.finditer(r"(?<=\d)(个百分点|万元|件|%|元|倍)", text))
    if not units:
        return text
    match = draw.choice(units)
    return text[: match.start()] + _UNITS[match[0]] + text[match.end() :]


def _scale(text: str, draw: random.Random) -> str:
    match = draw.choice(list(_FIGURE.finditer(text)))
    return text[: match.end()] + draw.choice("万亿") + text[match.end() :]


def _year(text: str, draw: random.Random) -> str:
    years = list(re.finditer(r"20\d\d(?=年)", text))
    if not years:
        return text
    match = draw.choice(years)
    return text[: match.start()] + str(int(match[0]) + draw.choice((-9, 11))) + text[match.end() :]


def _region(text: str, draw: random.Random) -> str:
    named = [name for name in _ISSUERS if name in text]
    if not named:
        return text
    old = draw.choice(named)
    return text.replace(old, draw.choice([name for name in _ISSUERS if name != old]), 1)


MUTATIONS: tuple[Mutation, ...] = (_digit, _digit, _unit, _scale, _year, _region)


@pytest.fixture(scope="module")
def proven(samples: Library) -> list[tuple[Answer, Evidence]]:
    """Answers with the evidence their sentences were held to."""
    kept: list[Evidence] = []

    def keep(sentences: list[str], evidence: Evidence) -> tuple[tuple[str, ...], bool]:
        kept.append(evidence)
        return prove(sentences, evidence)

    patch = pytest.MonkeyPatch()
    patch.setattr(compose, "prove", keep)
    answers = []
    answerer = Answerer(samples)
    for name in ("series_dev.jsonl", "series_heldout.jsonl", "dev.jsonl"):
        for line in read_questions(FOLDER / "questions" / name):
            kept.clear()
            answer = answerer.ask(line.question) if line.after is None else None
            if answer is not None and answer.status is Status.ANSWERED and answer.values:
                answers.append((answer, kept[0]))
    patch.undo()
    return answers


def _sentences(proven: list[tuple[Answer, Evidence]]) -> Iterator[tuple[str, Evidence]]:
    for answer, evidence in proven:
        for sentence in re.findall(r"[^。]+。", answer.text):
            if _FIGURE.search(sentence) and "“" not in sentence:
                yield sentence, evidence


def test_true_sentences_pass(proven: list[tuple[Answer, Evidence]]) -> None:
    sentences = list(_sentences(proven))[:WANTED]
    assert len(sentences) > 300
    blocked = [text for text, evidence in sentences if unproven(text, evidence)]
    assert len(blocked) <= 0.02 * len(sentences), blocked[:5]
    withheld = [a.text for a, _ in proven if any("略去" in note for note in a.notes)]
    assert withheld == []


def test_falsified_sentences_are_blocked(proven: list[tuple[Answer, Evidence]]) -> None:
    draw = random.Random(7)
    true = list(_sentences(proven))
    mutated: list[tuple[str, str, Evidence]] = []
    while len(mutated) < WANTED:
        text, evidence = draw.choice(true)
        changed = draw.choice(MUTATIONS)(text, draw)
        if changed != text:
            mutated.append((text, changed, evidence))
    passed = [(old, new) for old, new, evidence in mutated if not unproven(new, evidence)]
    assert len(passed) <= 0.01 * WANTED, "\n".join(f"{old}\n  {new}" for old, new in passed[:12])
