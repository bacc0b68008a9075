"""Personal data: masked before anything is written, and nowhere on disk afterwards."""

from __future__ import annotations

import json
import logging
import random
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.service.logs import JsonLines
from qa.service.question_log import QuestionLog
from qa.service.redaction import redact
from qa.settings import Settings
from tests.web.service import QUESTION, SAMPLES, build, serving

SAYS = (
    "我的{}，请问石桥区2020年收到多少件申请？",
    "{}查一下2020年的申请",
    "石桥区2020年收到多少件？联系{}",
    "本人（{}）申请公开，有多少件？",
    "请回复到{}谢谢",
)


def identity(chance: random.Random) -> str:
    """An identity card number with the right checksum."""
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(25_000))
    body = (
        f"{chance.choice(('110105', '630102', '440305'))}{born:%Y%m%d}{chance.randrange(1000):03}"
    )
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(body, weights, strict=True))
    check = "10X98765432"[total % 11]
    whole = body + (check.lower() if chance.random() < 0.3 else check)
    return chance.choice((whole, f"{whole[:6]} {whole[6:14]} {whole[14:]}"))


def old_identity(chance: random.Random) -> str:
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(20_000))
    return f"630102{born:%y%m%d}{chance.randrange(1000):03}"


def mobile(chance: random.Random) -> str:
    digits = f"1{chance.randrange(3, 10)}{chance.randrange(10**9):09}"
    a, b, c = digits[:3], digits[3:7], digits[7:]
    wide = digits.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    grouped = (f"{a} {b} {c}", f"{a}-{b}-{c}", f"{a}－{b}－{c}")
    abroad = (f"+86{digits}", f"+86 {digits}", f"86-{digits}", f"0086{digits}")
    return chance.choice((digits, wide, *grouped, *abroad))


def card(chance: random.Random) -> str:
    """The number of a bank card with the right Luhn sum."""
    body = chance.choice(("622202", "621700", "436742")) + f"{chance.randrange(10**12):012}"
    total = 0
    for place, digit in enumerate(map(int, reversed(body))):
        doubled = digit if place % 2 else digit * 2
        total += doubled - 9 if doubled > 9 else doubled
    whole = body + str(-total % 10)
    return chance.choice((whole, " ".join(re.findall(".{1,4}", whole))))


def mail(chance: random.Random) -> str:
    name = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789._-", k=8)).strip("._-")
    return f"a{name}@{chance.choice(('163.com', 'qq.com', 'mail.example.org.cn'))}"


def test_of_a_thousand_questions_nearly_all_personal_data_is_masked() -> None:
    chance = random.Random(20)
    missed = []
    for number in range(1000):
        value = (identity, old_identity, mobile, card, mail)[number % 5](chance)
        asked = chance.choice(SAYS).format(value)
        if value in redact(asked) or re.search(r"\d{9}", redact(asked)):
            missed.append(asked)
    assert len(missed) <= 10, missed


def test_the_sentences_of_reports_stay_as_they_are() -> None:
    sentences = [
        sentence
        for path in sorted(SAMPLES.glob("*.txt"))
        for sentence in re.split(r"(?<=[。；\n])", path.read_text("utf-8"))
        if sentence.strip()
    ]
    assert len(sentences) > 500
    altered = {s: redact(s) for s in sentences if redact(s) != s}
    # The office's own mail address and nothing else.
    assert len(altered) <= 2
    assert all(re.sub(r"[a-z.]+@[a-z.]+", "[邮箱]", s) == m for s, m in altered.items())


@pytest.mark.parametrize(
    "text",
    [
        "总支出13912345678元，同比增长13912345678.5%",
        "国办公开办函〔2019〕60号，2019-2021年，电话0971-8200000",
        "56 12 0 0 0 3 71 13 2 0 0 0 0 71 64 3",
        "http://www.example.gov.cn/zwgk/20210131123456.html",
        "34830971.6元（约3483.10万元）",
        "统一社会信用代码11630100MB1A2B3C4D",
    ],
)
def test_figures_are_no_personal_data(text: str) -> None:
    assert redact(text) == text


@given(st.text(alphabet="0123456789 -+.Xx@a政１", max_size=60))
def test_whatever_is_typed_is_masked_once_and_for_all(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_no_raw_value_is_anywhere_on_disk(
    tmp_path: Path, library: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    raw = ["13800138000", "11010519491231002X", "zhang.san@example.org"]
    settings = Settings(public=False, rate_per_minute=0, access_log=True)
    logging.getLogger("baogao").handlers = [handler := logging.FileHandler(tmp_path / "log")]
    handler.setFormatter(JsonLines())
    logging.getLogger("baogao").setLevel(logging.INFO)
    try:
        app = build(library, settings, state=tmp_path / "state")
        with serving(app) as url, httpx.Client(base_url=url) as web:
            for value in raw:
                asked = web.post("/api/ask", json={"question": f"我是{value}，{QUESTION}"})
                key = asked.json()["id"]
                rating = {"id": key, "rating": "bad", "reason": f"打给我{value}"}
                assert web.post("/api/feedback", json=rating).status_code == 204
                assert web.get(f"/api/facts/{value}").status_code == 404
                assert web.get("/api/reports", params={"q": value}).status_code == 200
    finally:
        logging.getLogger("baogao").handlers = []
        handler.close()
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name.split("-")[0] for path in written} >= {"log", "questions"}
    for path in (*written, *(p for p in library.rglob("*") if p.is_file())):
        content = path.read_bytes()
        assert not [value for value in raw if value.encode() in content], path
    assert not [value for value in raw if value in "".join(capfd.readouterr())]


def test_the_log_says_what_was_asked_and_how_it_fared(library: Path, tmp_path: Path) -> None:
    with serving(build(library, state=tmp_path)) as url, httpx.Client(base_url=url) as web:
        key = web.post("/api/ask", json={"question": QUESTION}).json()["id"]
        web.post("/api/feedback", json={"id": key, "rating": "good"})
    (file,) = (tmp_path / "questions").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    asked, rated = map(json.loads, file.read_text("utf-8").splitlines())
    assert (asked["id"], asked["question"], asked["status"]) == (key, QUESTION, "answered")
    assert (rated["id"], rated["rating"]) == (key, "good")
    assert "127.0.0.1" not in file.read_text("utf-8")


def test_old_questions_are_deleted(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    for age in (0, 29, 31, 400):
        (tmp_path / f"questions-{today - timedelta(days=age)}.jsonl").touch()
    (tmp_path / "notes.txt").touch()
    log = QuestionLog(tmp_path, days=30)
    log.rated("q_0", "good", "")
    assert len(list(tmp_path.iterdir())) == 3
    QuestionLog(tmp_path, days=0).expire(today)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_without_retention_nothing_is_written(tmp_path: Path) -> None:
    QuestionLog(tmp_path / "none", days=0).rated("q_0", "good", "")
    assert not (tmp_path / "none").exists()


def test_a_log_that_cannot_be_written_costs_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    log = QuestionLog(tmp_path / "file" / "below", days=30)
    log.rated("q_0", "good", "")
    log.rated("q_1", "good", "")
    assert len(caplog.records) == 1
    assert "问题日志停用" in caplog.text


def test_a_fault_is_logged_without_its_words() -> None:
    try:
        raise ValueError("13800138000")
    except ValueError as error:
        record = logging.LogRecord("baogao", 40, "", 0, "fault", None, (ValueError, error, None))
        record.exc_info = (ValueError, error, error.__traceback__)
    line = json.loads(JsonLines().format(record))
    assert line["exception"] == "ValueError"
    assert line["at"]
    assert "13800138000" not in json.dumps(line)
