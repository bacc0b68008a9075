"""The command `baogao ask`: one question, or a file of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import UsageError
from qa.commands.console import Command
from qa.commands.options import FILE, common, configured, filters

if TYPE_CHECKING:
    from index.library import Library
    from qa.answer import Answer
    from qa.answerer import Turn
    from qa.settings import Settings


@click.command(
    "ask", cls=Command, help="提一个问题，或用 --questions 提一批", options_metavar="[选项]"
)
@click.argument("question", required=False, metavar="QUESTION")
@click.option("--questions", type=FILE, metavar="F.jsonl", help="从文件逐行提问")
@click.option("--save", type=FILE, metavar="FILE", help="把答案的数字存成 .csv 或 .xlsx")
@filters
@configured
@common
def ask(
    question: str | None,
    questions: Path | None,
    save: Path | None,
    year: tuple[int, ...],
    issuer: tuple[str, ...],
    config: Path | None,
    library: Path,
    as_json: bool,
) -> None:
    """Answer one question, or a file of them with everything loaded once."""
    from index.library import Library
    from qa.answer import answer_to_json
    from qa.api.wire import to_line
    from qa.commands.plain import answer_to_text
    from qa.evaluation.question_file import ask_in_order, read_questions
    from qa.rendering.sheets import save_answer
    from qa.settings import load_settings

    if (question is None) == (questions is None):
        raise UsageError("请给出一个问题，或者用 --questions 给出问题文件（二者取一）。")
    lines = read_questions(questions) if questions is not None else []
    settings = load_settings(config)
    with Library.open(library) as opened:
        answering = _answering(opened, settings, year, issuer)
        if question is not None:
            answer = answering(question, ())
            if save is not None:
                save_answer(answer, save)
            answers = iter([answer])
        else:
            answers = ask_in_order(answering, lines)
        # A file of questions comes back as answer objects, whoever reads them.
        in_json = as_json or questions is not None
        for answer in answers:
            click.echo(to_line(answer_to_json(answer)) if in_json else answer_to_text(answer))


def _answering(
    library: Library, settings: Settings, years: Sequence[int], issuers: Sequence[str]
) -> Callable[[str, Sequence[Turn]], Answer]:
    """Return what answers a question; in a model's words, where one is set up."""
    from qa.answerer import Answerer

    answerer = Answerer(library)

    def extract(question: str, turns: Sequence[Turn]) -> Answer:
        return answerer.ask(question, years or None, issuers or None, turns)

    if settings.llm is None:
        return extract
    from qa.llm.rewording import Reworder

    reworder = Reworder(settings.llm)

    def worded(question: str, turns: Sequence[Turn]) -> Answer:
        answer = extract(question, turns)
        for each in reworder.reword(answer, answerer.catalog):
            answer = each
        return answer

    return worded
