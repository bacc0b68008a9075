"""Effect: what a change of words does to a question set, before anybody lives with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.answer import Answer
from qa.evaluation.question_file import ask_in_order
from qa.evaluation.running import Line, got_to_text
from qa.evaluation.scoring import Outcome, Tally, score_answer, tally

if TYPE_CHECKING:
    from index.embedding import Encoder
    from qa.understanding.lexicon import Lexicon

Progress = Callable[[int, int, str], None]
Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that is answered otherwise than before."""

    question: str
    before: str
    after: str
    verdict: str
    """In Chinese, where it is known which answer is right."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A question set before and after."""

    before: Tally
    after: Tally
    changed: tuple[Changed, ...]

    @property
    def harmful(self) -> bool:
        """Whether there are more wrong figures than before, or fewer right answers."""
        more = self.after.wrong_figures > self.before.wrong_figures
        return more or self.after.right < self.before.right


def effect_of(
    lines: Sequence[Line],
    before: Lexicon,
    after: Lexicon,
    folder: Path,
    encoder: Encoder | None = None,
    progress: Progress = lambda done, total, words: None,
) -> Effect:
    """Ask every line in the words of either lexicon.

    Args:
        lines: As `qa.evaluation.running.read_evaluation` returns them.
        before: The words as they are.
        after: The words as they would be.
        folder: Where the libraries of the groups are kept for the next time.
        encoder: Embedding model; the configured one by default.
        progress: Told (done, total, what is being done).

    Raises:
        BaogaoError: A library cannot be built or the model cannot be loaded.
    """
    from index.library import Library
    from qa.answerer import Answerer

    scored: list[tuple[Line, Answer, Answer, Outcome, Outcome]] = []
    for group in dict.fromkeys(line.group for line in lines):
        members = [line for line in lines if line.group == group]
        asked = [line.asked for line in members]
        progress(len(scored), len(lines), f"准备“{group}”组的报告")
        with Library.open(folder / group, create=True, encoder=encoder) as library:
            library.ingest(members[0].reports)
            answerers = [Answerer(library, lexicon) for lexicon in (before, after)]
            told = [
                ask_in_order(lambda text, turns, a=each: a.ask(text, history=turns), asked)  # type: ignore[misc]
                for each in answerers
            ]
            for line, old, new in zip(members, *told, strict=True):
                outcomes = [score_answer(line.expected, each) for each in (old, new)]
                scored.append((line, old, new, outcomes[0], outcomes[1]))
                progress(len(scored), len(lines), line.asked.question)
    return Effect(
        tally(each[3] for each in scored),
        tally(each[4] for each in scored),
        tuple(
            Changed(line.asked.question, got_to_text(old), got_to_text(new), _verdict(was, now))
            for line, old, new, was, now in scored
            if (got_to_text(old), was.right) != (got_to_text(new), now.right)
        ),
    )


def _verdict(was: Outcome, now: Outcome) -> str:
    if now.wrong_figure and not was.wrong_figure:
        return "数字变错"
    if was.right != now.right:
        return "变对" if now.right else "变错"
    return "仍然对" if now.right else "仍然不对"


def compare_answers(
    questions: Sequence[str],
    ask_before: Callable[[str], Answer],
    ask_after: Callable[[str], Answer],
) -> tuple[Changed, ...]:
    """Return which of `questions`, whose right answer nobody wrote down, change."""
    changed = []
    for question in questions:
        before, after = got_to_text(ask_before(question)), got_to_text(ask_after(question))
        if before != after:
            changed.append(Changed(question, before, after, ""))
    return tuple(changed)
