"""Scoring rules one by one, question files, and a whole run over the sample reports."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UsageError
from corpus.report import Origin, State
from qa.answer import Answer, Citation, Derived, Kind, Status, Value
from qa.answerer import Turn
from qa.evaluation.question_file import Asked, ask_in_order, read_queries, read_questions
from qa.evaluation.running import evaluate, evaluation_to_json, read_evaluation
from qa.evaluation.scoring import Expected, Outcome, bare, score_answer, tally
from tests.encoders import HashingEncoder

SAMPLES = Path(__file__).parents[3] / "corpus" / "samples" / "reports"


def value(figure: str | None, unit: str | None = "件", *, derived: bool = False) -> Value:
    return Value(
        value=None if figure is None else Decimal(figure),
        state=State.BLANK if figure is None else State.NUMBER,
        unit=unit,
        qualifier=None,
        year=2021,
        issuer="云岭市",
        label="本年新收 › 总计",
        origin=Origin.PRINTED,
        fact="f_1",
        derived=Derived("share", ("f_1", "f_2")) if derived else None,
    )


def citation(quote: str) -> Citation:
    return Citation("r", "t", None, None, 1, (), (), (), None, quote, "f_1", None, "0" * 64)


def answer(
    *values: Value,
    status: Status = Status.ANSWERED,
    text: str = "",
    notes: tuple[str, ...] = (),
    quotes: tuple[str, ...] = (),
) -> Answer:
    cited = tuple(citation(quote) for quote in quotes)
    return Answer("问", "", status, Kind.NUMBER, text, values, cited, notes)


NUMBER = Expected("number", accept=("39",), unit="件")
RIGHT = Outcome(True)


@pytest.mark.parametrize(
    ("accept", "unit", "given"),
    [
        ("39", "件", value("39")),
        ("39.0", "件", value("39")),
        ("1,039", "件", value("1039")),
        ("39", None, value("39", "项")),
        ("39", "件", value("39", None)),
        ("12.5", "%", value("12.5", "％")),
        ("2.56", "%", value("2.5641", "%", derived=True)),
        ("2.5641", "%", value("2.56", "%", derived=True)),
        ("2.6", "%", value("2.56", "%", derived=True)),
    ],
)
def test_right_figure(accept: str, unit: str | None, given: Value) -> None:
    assert score_answer(Expected("number", (accept,), unit), answer(given)) == RIGHT


@pytest.mark.parametrize(
    ("accept", "unit", "given"),
    [
        ("39", "件", value("38")),
        ("39", "件", value("39", "项")),
        ("39", "件", value("39.4")),
        ("2.56", "%", value("2.5641", "%")),
        ("3", "%", value("2.56", "%", derived=True)),
        ("2.6", "%", value("2.5", "%", derived=True)),
        ("云岭市", "件", value("39")),
    ],
)
def test_wrong_figure(accept: str, unit: str | None, given: Value) -> None:
    outcome = score_answer(Expected("number", (accept,), unit), answer(given))
    assert (outcome.right, outcome.wrong_figure) == (False, True)


def test_only_the_first_value_counts() -> None:
    outcome = score_answer(NUMBER, answer(value("38"), value("39")))
    assert outcome.wrong_figure


def test_any_accepted_figure_will_do() -> None:
    assert score_answer(Expected("number", ("1", "39")), answer(value("39"))) == RIGHT


@pytest.mark.parametrize("status", [Status.NOT_FOUND, Status.REFUSED])
def test_needless_abstention(status: Status) -> None:
    outcome = score_answer(NUMBER, answer(status=status))
    assert (outcome.right, outcome.wrong_figure, outcome.needless_abstain) == (False, False, True)


def test_no_figure_is_no_wrong_figure() -> None:
    outcome = score_answer(NUMBER, answer(text="见原文"))
    assert (outcome.right, outcome.wrong_figure) == (False, False)


@pytest.mark.parametrize("status", [Status.NOT_FOUND, Status.REFUSED])
def test_abstention_is_right_where_nothing_is_held(status: Status) -> None:
    assert score_answer(Expected("abstain"), answer(status=status)) == RIGHT


def test_figure_where_nothing_is_held_is_wrong() -> None:
    shown = score_answer(Expected("abstain"), answer(value("1")))
    quoted = score_answer(Expected("abstain"), answer(text="写道"))
    kept = score_answer(Expected("abstain"), answer(value("1"), status=Status.NOT_FOUND))
    assert [o.right for o in (shown, quoted, kept)] == [False, False, False]
    assert [o.wrong_figure for o in (shown, quoted, kept)] == [True, False, True]


def test_ambiguous_question_wants_to_be_asked_back() -> None:
    asked_back = answer(status=Status.AMBIGUOUS)
    assert score_answer(Expected("ambiguous"), asked_back) == RIGHT
    assert score_answer(Expected("ambiguous"), answer(value("1"))).wrong_figure
    assert not score_answer(NUMBER, asked_back).right


@pytest.mark.parametrize("accept", ["2021", "2021年", "云岭市", "总计", "218", "218.0"])
def test_ranking_by_year_issuer_label_or_value(accept: str) -> None:
    assert score_answer(Expected("rank", (accept,)), answer(value("218"))) == RIGHT


@pytest.mark.parametrize("accept", ["2020", "本年新收", "217", ""])
def test_ranking_lost(accept: str) -> None:
    assert score_answer(Expected("rank", (accept,)), answer(value("218"))).wrong_figure


def test_words_are_found_in_text_notes_and_quotes() -> None:
    given = answer(text="电话 0971 8177175。", notes=("表文不一",), quotes=("共 三 项，分别是",))
    expected = Expected("text", must=("0971-8177175", "表文不一", "共三项分别是"))
    assert score_answer(expected, given) == RIGHT


def test_missing_words() -> None:
    lacking = Expected("text", must=("甲", "乙"))
    assert score_answer(lacking, answer(text="甲")).reason == "缺少“乙”"
    assert not score_answer(lacking, answer(text="甲")).wrong_figure
    assert score_answer(lacking, answer(value("1"), text="甲")).wrong_figure
    figure_right = score_answer(Expected("number", ("39",), None, ("乙",)), answer(value("39")))
    assert (figure_right.right, figure_right.wrong_figure) == (False, False)


def test_blank_is_an_answer_without_a_figure() -> None:
    assert score_answer(Expected("text", must=("空白",)), answer(value(None), text="空白")) == RIGHT
    assert not score_answer(NUMBER, answer(value(None))).right


def test_bare_ignores_width_space_and_signs() -> None:
    assert bare("（１２） 月，31日") == "12月31日"


def test_score_punishes_wrong_figures_twice() -> None:
    outcomes = [Outcome(True)] * 7 + [Outcome(False, wrong_figure=True)] * 2 + [Outcome(False)]
    counted = tally(outcomes)
    assert (counted.n, counted.right, counted.wrong_figures) == (10, 7, 2)
    assert counted.score == pytest.approx(0.3)
    assert tally([]).score == 0


def write(path: Path, *lines: object) -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def test_conversations_are_kept_apart() -> None:
    heard: dict[str, list[str]] = {}

    def ask(question: str, turns: Any) -> Answer:
        heard[question] = [turn.question for turn in turns]
        assert all(isinstance(turn, Turn) for turn in turns)
        return answer()

    questions = [
        Asked("1", "甲"),
        Asked("2", "乙"),
        Asked("3", "甲二", "1"),
        Asked("4", "甲三", "1"),
        Asked("5", "乙二", "2"),
    ]
    answers = list(ask_in_order(ask, questions))
    assert [each.id for each in answers] == ["1", "2", "3", "4", "5"]
    assert heard == {
        "甲": [],
        "乙": [],
        "甲二": ["甲"],
        "甲三": ["甲", "甲二"],
        "乙二": ["乙"],
    }


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["{"], "第1行不是 JSON"),
        (["[1]"], "不是 JSON 对象"),
        ([{"id": "a"}], "缺少文本字段 question"),
        ([{"id": "a", "question": 3}], "缺少文本字段 question"),
        ([{"id": "a", "question": "x"}] * 2, "第2行的 id “a”重复"),
        ([{"id": "a", "question": "x", "after": "b"}], "不在它之前"),
    ],
)
def test_bad_question_file(tmp_path: Path, lines: list[object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_questions(write(tmp_path / "q.jsonl", *lines))


def test_missing_or_foreign_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="读不了文件"):
        read_questions(tmp_path / "none.jsonl")
    (tmp_path / "gb.jsonl").write_bytes("问".encode("gb18030"))
    with pytest.raises(UsageError, match="UTF-8"):
        read_questions(tmp_path / "gb.jsonl")


def test_queries(tmp_path: Path) -> None:
    path = write(
        tmp_path / "q.jsonl", {"id": "a", "query": "x", "years": [2020], "issuers": ["区"]}
    )
    (query,) = read_queries(path)
    assert (query.id, query.query, query.years, query.issuers) == ("a", "x", (2020,), ("区",))
    with pytest.raises(UsageError, match="years"):
        read_queries(write(path, {"id": "a", "query": "x", "years": ["2020"]}))


def line(number: int, **fields: object) -> dict[str, object]:
    return {
        "id": f"q{number}",
        "group": "石桥",
        "reports": ["石桥区2020.txt"],
        "question": "石桥区2020年收到多少件政府信息公开申请？",
        "kind": "number",
        "accept": ["71"],
        "unit": "件",
        **fields,
    }


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([line(1, kind="guess")], "kind “guess”不认识"),
        ([line(1, accept="71")], "accept 应当是文本的列表"),
        ([line(1, reports=["没有.txt"])], "“没有.txt”找不到"),
        ([line(1), line(2, reports=[])], "reports 与“石桥”组前面的不同"),
        ([line(1), line(2, group="别组", after="q1")], "接续了另一组的问题"),
    ],
)
def test_bad_evaluation_file(tmp_path: Path, lines: list[object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_evaluation(write(tmp_path / "e.jsonl", *lines), reports=SAMPLES)


def test_reports_lie_beside_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "石桥区2020.txt").write_text("报告")
    path = write(tmp_path / "questions" / "e.jsonl", line(1))
    assert read_evaluation(path)[0].reports == (tmp_path / "reports" / "石桥区2020.txt",)


def test_unknown_group(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有组“别组”；有：石桥"):
        read_evaluation(write(tmp_path / "e.jsonl", line(1)), ["别组"], SAMPLES)


def test_a_run_over_two_groups(tmp_path: Path) -> None:
    other = {"group": "青禾", "reports": ["青禾区2020.txt", "坏.txt"]}
    path = write(
        tmp_path / "e.jsonl",
        line(1),
        line(2, accept=["72"]),
        line(3, question="其中自然人多少件？", accept=["56"], after="q1"),
        line(4, kind="abstain", question="石桥区2017年收到几件申请？"),
        line(5, kind="abstain", question="石桥区2020年收到几件申请？", **other),
    )
    (tmp_path / "坏.txt").write_bytes(b"")
    seen: list[str] = []
    run = evaluate(
        read_evaluation(path, reports=SAMPLES),
        HashingEncoder(),
        lambda done, total, group: seen.append(f"{done}/{total} {group}"),
    )
    assert seen == ["0/5 石桥", "4/5 青禾", "5/5 "]
    result = evaluation_to_json(run)
    assert {name: result[name] for name in ("n", "right", "wrong_figures", "score")} == {
        "n": 5,
        "right": 4,
        "wrong_figures": 1,
        "score": 0.4,
    }
    assert result["by_kind"]["abstain"]["right"] == 2
    (miss,) = result["misses"]
    assert (miss["id"], miss["expected"], miss["wrong_figure"]) == ("q2", "72件", True)
    assert miss["got"].startswith("71件")
    assert [reason.startswith("坏.txt：") for reason in result["unread"]] == [True]
