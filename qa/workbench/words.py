"""加一种说法: a word for a heading or a synonym, tried on the question set before it is saved."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import corpus.samples
from corpus.errors import BaogaoError, UsageError
from corpus.version import reader_version
from qa.answerer import Answerer
from qa.desk import Desk
from qa.evaluation.effect import Changed, Effect, compare_answers, effect_of
from qa.evaluation.running import read_evaluation
from qa.evaluation.scoring import Tally
from qa.understanding.lexicon import Lexicon, load_lexicon
from qa.understanding.own_words import (
    FILE,
    OwnWord,
    library_lexicon,
    read_own_words,
    with_own_words,
    write_own_words,
)
from qa.understanding.question import parse_question
from qa.understanding.segments import Phrases, cover
from qa.workbench.fields import Fields
from qa.workbench.markup import button, form, hidden, message, table, text_field
from qa.workbench.unanswered import log_to_questions

SETS = ("dev.jsonl", "series_dev.jsonl")
"""Question sets over the sample reports that every change is tried on."""
ASKED = 200
"""Questions of the log that are asked again."""
SHOWN = 40
_STEP = 0.3
_AXES = {"row": "行", "column": "列"}


def words_pane(desk: Desk, fields: Fields) -> str | Iterator[str]:
    """Return the form and the words added so far; try, keep or drop one."""
    try:
        return _done(desk, fields)
    except UsageError as error:
        return message(str(error), "alert") + _form(desk, fields)


def _done(desk: Desk, fields: Fields) -> str | Iterator[str]:
    folder = desk.library.directory
    if fields.act == "try":
        return _tried(desk, fields)
    said = ""
    if fields.act == "keep":
        own = (*read_own_words(folder), _word(fields))
        with_own_words(load_lexicon(), own)
        write_own_words(folder, own)
        desk.counter(wait=True)
        said = message(f"已保存：{_said(_word(fields))}。即时生效。")
    elif fields.act == "drop":
        kept = list(read_own_words(folder))
        gone = [each for each in kept if _said(each) == fields.one("said")]
        write_own_words(folder, [each for each in kept if each not in gone])
        desk.counter(wait=True)
        said = message(f"已删去：{fields.one('said')}")
    return said + _form(desk, fields) + _held(desk)


def _form(desk: Desk, fields: Fields) -> str:
    """Return the form, the word filled in that the question's table reading left over."""
    question = fields.one("question")
    known = fields.one("word") or (unexplained(desk, question) if question else "")
    groups = "".join(
        f'<optgroup label="{escape(domain.id)}">'
        + "".join(
            f'<option value="{escape(f"{domain.id}|{node.id}")}"'
            f"{' selected' if fields.one('heading') == f'{domain.id}|{node.id}' else ''}>"
            f"{escape(f'{node.id}（{_AXES[node.axis]}）')}</option>"
            for node in domain.nodes
            if node.names
        )
        + "</optgroup>"
        for domain in load_lexicon().domains
    )
    lead = f"<p>问题：{escape(question)}</p>" if question else ""
    return f'<h2 class="desk-count" tabindex="-1" data-focus>加一种说法</h2>{lead}' + form(
        "try",
        hidden("question", question),
        text_field("word", "人们的说法", known, "例如：来函件"),
        f'<label class="desk-field">指法定表格的<select name="heading">'
        f'<option value="">（不是表格，是正文里的同义词）</option>{groups}</select></label>',
        text_field("same", "正文里与哪个词同义", fields.one("same"), "只在上面没有选表格时填"),
        submit="看看影响",
    )


def unexplained(desk: Desk, question: str) -> str:
    """Return the words of a question that the lexicon does not know."""
    counter = desk.counter()
    lexicon = library_lexicon(counter.library.directory)
    try:
        parsed = parse_question(question, counter.answerer.catalog.aliases())
    except BaogaoError:
        return ""
    called = (node.names for domain in lexicon.domains for node in domain.nodes)
    names = frozenset[str]().union(*called, *lexicon.synonyms)
    known = Phrases(names, frozenset(), lexicon.plain())
    return "".join(p.text for p in cover(parsed.body, known) if p.kind == "unknown")


def _word(fields: Fields) -> OwnWord:
    word, domain_heading = fields.one("word"), fields.one("heading")
    if domain_heading:
        domain, _, heading = domain_heading.partition("|")
        return OwnWord((word,), domain, heading)
    if not fields.one("same"):
        raise UsageError("请选它指表格的哪一行、哪一列，或者填正文里与哪个词同义。")
    return OwnWord((fields.one("same"), word))


def _said(own: OwnWord) -> str:
    words = "、".join(own.words)
    return f"“{words}”指{own.table} › {own.heading}" if own.heading else f"“{words}”同义"


def _held(desk: Desk) -> str:
    own = read_own_words(desk.library.directory)
    items = "".join(
        f"<li><b>{escape(_said(each))}</b>"
        f'<span class="desk-row">{button("删去", "drop", {"said": _said(each)}, "desk-danger")}'
        "</span></li>"
        for each in own
    )
    place = escape(str(desk.library.directory / FILE))
    told = f'<p class="desk-place">词表文件：{place}，也可以直接改，改后立即生效。</p>'
    return f'<h2>已加的说法（{len(own)}）</h2><ul class="desk-reports">{items}</ul>{told}'


def _tried(desk: Desk, fields: Fields) -> Iterator[str]:
    """Begin a trial and return its steps.

    Raises:
        UsageError: The word cannot be added.
    """
    own = _word(fields)
    before = library_lexicon(desk.library.directory)
    return _steps(desk, fields, own, _Trial(desk, before, with_own_words(before, [own])))


def _steps(desk: Desk, fields: Fields, own: OwnWord, trial: _Trial) -> Iterator[str]:
    """Yield how far the trial is, and at last what the word changes."""
    trial.thread.start()
    while trial.thread.is_alive():
        words = f"正在试：{trial.what}（{trial.done}/{trial.total}）"
        yield (
            f'<p class="desk-message" role="status">{escape(words)} <progress '
            f'max="{max(trial.total, 1)}" value="{trial.done}">{escape(words)}</progress></p>'
        )
        trial.thread.join(_STEP)
    if trial.effect is None:
        yield message(trial.error or "没有试成，请再试一次。", "alert") + _form(desk, fields)
        return
    yield effect_to_html(own, trial.effect, trial.asked, trial.changed) + _form(desk, fields)


class _Trial:
    """One trial in a thread of its own."""

    def __init__(self, desk: Desk, before: Lexicon, after: Lexicon) -> None:
        self.done, self.total, self.what = 0, 0, "准备题库"
        self.effect: Effect | None = None
        self.changed: tuple[Changed, ...] = ()
        self.asked = 0
        self.error = ""
        self._desk, self._words = desk, (before, after)
        self.thread = threading.Thread(target=self._work, name="trial", daemon=True)

    def _work(self) -> None:
        samples = Path(corpus.samples.__file__).parent / "questions"
        try:
            lines = [line for name in SETS for line in read_evaluation(samples / name)]
            before, after = self._words
            with tempfile.TemporaryDirectory(prefix="baogao-trial-") as spare:
                state = self._desk.state or Path(spare)
                folder = state / "trial" / reader_version()
                folder.mkdir(parents=True, exist_ok=True)
                effect = effect_of(lines, before, after, folder, self._desk.encoder, self._note)
            self._ask_again(before, after)
            self.effect = effect
        except BaogaoError as error:
            self.error = str(error)

    def _ask_again(self, before: Lexicon, after: Lexicon) -> None:
        """Ask the library itself what people asked it, in the words of both."""
        log, library = self._desk.log, self._desk.library
        questions = log_to_questions(log.folder)[:ASKED] if log is not None else []
        self._note(0, len(questions), "问过的问题")
        one, other = Answerer(library, before), Answerer(library, after)
        other.catalog = one.catalog
        self.asked = len(questions)
        self.changed = compare_answers(questions, one.ask, other.ask)

    def _note(self, done: int, total: int, what: str) -> None:
        self.done, self.total, self.what = done, total, what


def effect_to_html(own: OwnWord, effect: Effect, asked: int, changed: Sequence[Changed]) -> str:
    """Return scores before and after, every question that changes, and the button to save."""
    rows = [("改前", *_tally(effect.before)), ("改后", *_tally(effect.after))]
    heads = ["", "题数", "答对", "数字答错", "不该拒答", "得分"]
    parts = [
        f'<h2 class="desk-count" tabindex="-1" data-focus>{escape(_said(own))}</h2>',
        table(heads, rows, "题库成绩"),
        _changes("题库里答案有变的", effect.changed),
        _changes(f"问过的{asked}个问题里答案有变的", changed),
    ]
    if effect.harmful:
        words = "答对的变少了或者数字答错变多了，不能保存。请换一个更窄的说法。"
        return "".join(parts) + message(words, "alert")
    brought = {"word": own.words[-1], "heading": "", "same": ""}
    if own.heading:
        brought["heading"] = f"{own.table}|{own.heading}"
    else:
        brought["same"] = own.words[0]
    said = "" if effect.changed or changed else message("没有答案因此改变。")
    return "".join(parts) + said + f"<p>{button('保存', 'keep', brought, 'desk-main')}</p>"


def _tally(counted: Tally) -> tuple[str, ...]:
    figures = (counted.n, counted.right, counted.wrong_figures, counted.needless_abstain)
    return (*map(str, figures), f"{counted.score:.3f}")


def _changes(heading: str, changed: Sequence[Changed]) -> str:
    items = "".join(
        f"<li><b>{escape(each.question)}</b><span>原来：{escape(each.before)}</span>"
        f"<span>现在：{escape(each.after)}</span>"
        f'<span class="desk-place">{escape(each.verdict)}</span></li>'
        for each in changed[:SHOWN]
    )
    return f'<h3>{escape(heading)}：{len(changed)}个</h3><ul class="desk-reports">{items}</ul>'
