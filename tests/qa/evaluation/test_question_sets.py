"""Floors: the question sets keep their score, and no answer shows a wrong figure.

Vectors are of no account to figures, so the fast encoder stands in for the model; text
questions, which do lean on it, are left to `baogao eval`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.samples import questions
from qa.evaluation.running import Evaluation, evaluate, got_to_text, read_evaluation
from tests.encoders import HashingEncoder
from tests.qa.samples import FOLDER

SHARED = Path(__file__).resolve().parents[4] / "shared"
FLOOR = 0.95


def _run(path: Path, group: str | None = None, reports: Path | None = None) -> Evaluation:
    lines = read_evaluation(path, [group] if group else [], reports)
    followed = {line.asked.after for line in lines}
    kept = [x for x in lines if x.expected.kind != "text" or x.asked.id in followed]
    return evaluate(kept, HashingEncoder())


def _assert_floor(run: Evaluation) -> None:
    misses = [
        f"{miss.line.asked.id} {miss.line.expected.kind} {miss.outcome.reason}"
        f"{' 错误数字' if miss.outcome.wrong_figure else ''}：{got_to_text(miss.answer)[:60]}"
        for miss in run.misses()
    ]
    report = "\n".join(misses)
    assert run.unread == ()
    assert run.total.wrong_figures == 0, report
    assert run.total.score >= FLOOR, report
    absent = run.by_kind()["abstain"]
    assert absent.right == absent.n, report


@pytest.mark.parametrize("name", ["dev.jsonl", "heldout.jsonl"])
def test_the_sample_questions(name: str) -> None:
    run = _run(FOLDER / "questions" / name)
    assert run.total.n > 50
    _assert_floor(run)


@pytest.mark.parametrize("name", ["series_dev.jsonl", "series_heldout.jsonl"])
def test_questions_over_years_issuers_and_turns(name: str) -> None:
    run = _run(FOLDER / "questions" / name)
    assert run.total.n > 150
    _assert_floor(run)
    assert run.by_kind()["ambiguous"].score == 1


def test_the_questions_are_what_their_script_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("truth", "reports"):
        (tmp_path / folder).symlink_to(FOLDER / folder)
    (tmp_path / "questions").mkdir()
    monkeypatch.setattr(questions, "FOLDER", tmp_path)
    questions.write()
    for path in (tmp_path / "questions").iterdir():
        assert path.read_bytes() == (FOLDER / "questions" / path.name).read_bytes()


def test_a_real_report() -> None:
    if not (SHARED / "questions" / "dev.jsonl").is_file():
        pytest.skip("没有 ../shared/questions/dev.jsonl，真实年报的问题集不随项目分发")
    _assert_floor(_run(SHARED / "questions" / "dev.jsonl", "城东区2020"))


@pytest.mark.parametrize(
    "name",
    [
        "real_dev",
        "real2_dev",
        "real4_heldout",
        "real5_heldout",
        "real6_heldout",
        "real7_heldout",
        "real8_heldout",
        "real9_heldout",
        "para_heldout",
        "series_real_heldout",
    ],
)
def test_further_questions_over_a_real_report(name: str) -> None:
    if not (SHARED / "reports").is_dir():
        pytest.skip("没有 ../shared/reports，真实年报不随项目分发")
    path = Path(__file__).resolve().parents[2] / "questions" / f"{name}.jsonl"
    run = _run(path, reports=SHARED / "reports")
    assert run.total.wrong_figures == 0
    assert run.total.score >= 0.9
