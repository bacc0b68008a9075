"""Every command through its front door: output, exit codes, one line for an error."""

import csv
import io
import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from corpus.report import Fact, FactKind, Origin, State
from qa.cli import cli
from qa.commands.console import ProgressLine, pad
from qa.commands.plain import facts_to_csv
from tests.encoders import write_tiny_model

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples" / "reports"
REPORT = SAMPLES / "石桥区2020.txt"
QUESTION = "石桥区2020年收到多少件政府信息公开申请？"
BAOGAO = "from qa.cli import main; main()"
COMMANDS = "ingest ask search facts reports remove verify eval serve"


def run(*arguments: object, **options: Any) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in arguments], **options)


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def refused(result: Result, code: int) -> str:
    """The one line on stderr of a call that failed with `code`."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("错误：")
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.fixture(scope="module", autouse=True)
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands run with a model that takes no time. How well it finds is tested elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAOGAO_MODEL", str(write_tiny_model(tmp_path_factory.mktemp("model"))))
        yield


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of one report. Tests only read it."""
    folder = tmp_path_factory.mktemp("library")
    assert run("ingest", REPORT, "--library", folder).exit_code == 0
    return folder


def test_help_loads_nothing_heavy() -> None:
    probe = (
        "import sys, atexit\n"
        "heavy = {'torch', 'gradio', 'numpy', 'jieba', 'faiss', 'sentence_transformers'}\n"
        "atexit.register(lambda: print('HEAVY', sorted(heavy & set(sys.modules))))\n"
        "sys.argv = ['baogao', '--help']\n" + BAOGAO
    )
    shown = subprocess.run(
        [sys.executable, "-W", "error", "-c", probe],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert shown.stderr == ""
    assert "用法：baogao 命令" in shown.stdout
    assert "HEAVY []" in shown.stdout
    for name in COMMANDS.split():
        assert f"\n  {name}" in shown.stdout


def commands() -> Iterator[tuple[str, ...]]:
    """Every command, those below another one by both names."""
    for name, command in cli.commands.items():
        below = command.commands if isinstance(command, click.Group) else {}
        yield from ((name, each) for each in below) if below else [(name,)]


@pytest.mark.parametrize("name", list(commands()), ids=" ".join)
def test_every_command_takes_library_and_json(name: tuple[str, ...]) -> None:
    if cli.commands[name[0]].hidden:
        assert "尚未提供" in refused(run(*name, "--library", "x", "--json"), 2)
    else:
        shown = run(*name, "--help")
        assert shown.exit_code == 0
        assert "--library DIR" in shown.stdout
        assert "--json" in shown.stdout
        assert "Usage" not in shown.stdout
        assert "Options" not in shown.stdout


def test_ingest_says_what_became_of_each_file(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    files = [REPORT, tmp_path / "空.txt", tmp_path / "没有.txt"]
    first = run("ingest", *files, "--library", tmp_path / "l")
    assert first.exit_code == 1
    added, empty, absent = first.stdout.splitlines()
    assert added.startswith("已加入：")
    assert empty.startswith("失败：")
    assert absent.startswith("失败：")
    again = run("ingest", REPORT, "--library", tmp_path / "l", "--json")
    (result,) = lines(again)
    assert (result["status"], result["problems"]) == ("unchanged", [])
    assert len(result["report"]) == 12


def test_reports_and_remove(tmp_path: Path) -> None:
    folder = tmp_path / "l"
    (added,) = lines(run("ingest", REPORT, "--library", folder, "--json"))
    (report,) = lines(run("reports", "--library", folder, "--json"))
    assert report["report"] == added["report"]
    assert (report["year"], report["facts"] > 200) == (2020, True)
    assert report["sources"][0]["name"] == REPORT.name
    assert report["sources"][0]["sha256"].startswith(report["report"])
    assert "石桥区" in run("reports", "--library", folder).stdout
    assert "没有报告“abc”" in refused(run("remove", "abc", "--library", folder), 2)
    removed = run("remove", report["report"], "--library", folder)
    assert removed.stdout == f"已移除：{report['report']}\n"
    assert lines(run("reports", "--library", folder, "--json")) == []


def test_ask(library: Path) -> None:
    (answer,) = lines(run("ask", QUESTION, "--library", library, "--json"))
    assert (answer["status"], answer["values"][0]["value"]) == ("answered", "71")
    shown = run("ask", QUESTION, "--library", library).stdout
    assert "71件" in shown
    assert "理解为：2020年" in shown
    assert "出处：《" in shown


def test_a_question_for_a_figure_loads_no_model(library: Path) -> None:
    probe = (
        "import sys, atexit\n"
        "heavy = {'torch', 'gradio', 'faiss', 'sentence_transformers', 'transformers'}\n"
        "atexit.register(lambda: print('HEAVY', sorted(heavy & set(sys.modules))))\n"
        f"sys.argv = ['baogao', 'ask', '{QUESTION}', '--library', r'{library}']\n" + BAOGAO
    )
    shown = subprocess.run(
        [sys.executable, "-W", "error", "-c", probe],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "71件" in shown.stdout
    assert "HEAVY []" in shown.stdout


def test_ask_within_years_and_issuers(library: Path) -> None:
    (answer,) = lines(run("ask", QUESTION, "--year", 2019, "--library", library, "--json"))
    assert (answer["status"], answer["values"]) == ("not_found", [])


def test_ask_a_file_of_questions(library: Path, tmp_path: Path) -> None:
    asked = [
        {"id": "1", "question": QUESTION},
        {"id": "2", "question": "，，，"},
        {"id": "3", "question": "其中自然人多少件？", "after": "1"},
    ]
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in asked), encoding="utf-8")
    answers = lines(run("ask", "--questions", path, "--library", library))
    assert [each["id"] for each in answers] == ["1", "2", "3"]
    assert [each["status"] for each in answers] == ["answered", "refused", "answered"]
    assert answers[2]["values"][0]["value"] == "56"


@pytest.mark.parametrize("question", ["", "   ", "。。", "问" * 501])
def test_question_that_cannot_be_asked(library: Path, question: str) -> None:
    refused(run("ask", question, "--library", library), 2)


def test_search(library: Path, tmp_path: Path) -> None:
    hits = lines(run("search", "政府网站", "-k", 2, "--library", library, "--json"))
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert set(hits[0]) == {
        *("rank", "passage", "report", "title", "year", "issuer", "page"),
        *("section", "text", "score", "sha256"),
    }
    assert run("search", "政府网站", "--library", library).stdout.startswith("1. 《")
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps({"id": "a", "query": "网站", "years": [1999]}), encoding="utf-8")
    (found,) = lines(run("search", "--queries", path, "--library", library))
    assert found == {"id": "a", "query": "网站", "hits": []}


def test_facts(library: Path) -> None:
    facts = lines(run("facts", "--library", library, "--year", 2020, "--json"))
    assert {fact["kind"] for fact in facts} == {"cell", "prose"}
    assert list(facts[0])[:6] == ["fact", "report", "issuer", "year", "table", "row"]
    assert len({fact["fact"] for fact in facts}) == len(facts)
    assert run("facts", "--library", library, "--year", 1999).stdout == ""
    report = facts[0]["report"]
    assert len(lines(run("facts", "--report", report, "--library", library, "--json"))) == len(
        facts
    )
    shown = run("facts", "--library", library, "--issuer", "石桥区").stdout
    assert "本年新收政府信息公开申请数量 › 总计  71件" in shown
    table = list(csv.DictReader(io.StringIO(run("facts", "--csv", "--library", library).stdout)))
    assert [row["fact"] for row in table] == [fact["fact"] for fact in facts]
    assert table[0]["row"] == " › ".join(facts[0]["row"])
    refused(run("facts", "--report", "abc", "--library", library), 2)
    assert "只能选一个" in refused(run("facts", "--csv", "--json", "--library", library), 2)


def test_csv_disarms_formulas_and_leaves_figures() -> None:
    def fact(raw: str, *row: str) -> Fact:
        cell = (State.TEXT, None, None, None, Origin.PRINTED, 1.0, (), None, None, "")
        names = ("f", "r", None, None, FactKind.CELL, "t", None, None, row, (), None)
        return Fact(*names, raw, *cell)

    facts = [fact("=1+1", "＋a", "b"), fact("-", "@x"), fact("-3.20", "\t=a")]
    rows = list(csv.DictReader(io.StringIO("\n".join(facts_to_csv(facts)))))
    assert [row["raw"] for row in rows] == ["'=1+1", "-", "-3.20"]
    assert [row["row"] for row in rows] == ["'＋a › b", "'@x", "'\t=a"]


def test_verify(library: Path, tmp_path: Path) -> None:
    assert run("verify", "--library", library).stdout == "资料库完好。\n"
    assert lines(run("verify", "--library", library, "--json")) == [{"intact": True, "damage": []}]
    folder = tmp_path / "l"
    run("ingest", REPORT, "--library", folder)
    largest = max(folder.rglob("gen-*/**/*"), key=lambda p: p.stat().st_size * p.is_file())
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 1
    largest.chmod(0o644)
    largest.write_bytes(content)
    damaged = run("verify", "--library", folder)
    assert damaged.exit_code == 1
    assert largest.name in damaged.output
    assert "Traceback" not in damaged.output


def test_eval(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    question = {"id": "a", "group": "石桥", "reports": [REPORT.name], "question": QUESTION}
    right = {**question, "kind": "number", "accept": ["71"], "unit": "件"}
    wrong = {**question, "id": "b", "group": "错", "kind": "number", "accept": ["70"]}
    path.write_text("\n".join(map(json.dumps, [right, wrong])), encoding="utf-8")
    options = ["--reports", SAMPLES, "--floor", "0.95"]
    (result,) = lines(run("eval", path, "--only", "石桥", *options, "--json"))
    assert (result["n"], result["score"], result["misses"]) == (1, 1.0, [])
    below = run("eval", path, *options)
    assert below.exit_code == 1
    assert "得分 -0.5000：2 题，答对 1，数字答错 1" in below.stdout
    assert "数字不符" in below.stdout
    assert "没有组" in refused(run("eval", path, "--only", "无", *options), 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nope"], "没有命令“nope”"),
        (["ask", "--yeer", "3", "x"], "是否要用 --year"),
        (["ask", "--year", "去年", "x"], "--year 的值不对，应为 1900 到 2999 的整数"),
        (["ask", "--year"], "--year 的写法不对"),
        (["ask", "a", "b"], "参数过多"),
        (["ask"], "二者取一"),
        (["ask", "x", "--questions", "f"], "二者取一"),
        (["search"], "二者取一"),
        (["ingest"], "缺少参数 PATH..."),
        (["eval", "f", "--floor", "7"], "应为 -2 到 1 的数"),
        (["eval", "/does/not/exist"], "读不了文件"),
        (["mcp", "--any", "thing"], "“mcp”尚未提供"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str) -> None:
    assert words in refused(run(*arguments), 2)


def test_no_command_shows_help() -> None:
    shown = run()
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert shown.stderr.startswith("用法：")


def test_library_is_an_option_a_variable_or_the_home_folder(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "BAOGAO_LIBRARY": ""}
    assert str(tmp_path / ".local/share/baogao") in refused(run("reports", env=home), 1)
    named = {"BAOGAO_LIBRARY": str(tmp_path / "named")}
    assert str(tmp_path / "named") in refused(run("reports", env=named), 1)
    chosen = run("reports", "--library", tmp_path / "chosen", env=named)
    assert str(tmp_path / "chosen") in refused(chosen, 1)


def test_model_that_is_missing_is_said(tmp_path: Path) -> None:
    model = {"BAOGAO_MODEL": "/does/not/exist"}
    said = refused(run("ingest", REPORT, "--library", tmp_path, env=model), 1)
    assert "BAOGAO_MODEL" in said


def test_serve_announces_answers_and_stops(library: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", BAOGAO, "serve", "--port", "0", "--library", str(library), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert len(ready["questions"]) == 3
        with urllib.request.urlopen(ready["url"].removesuffix("/ui") + "/healthz") as reply:
            assert json.load(reply)["status"] == "ok"
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, errors) == (0, "")


def test_port_in_use_is_said(library: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert str(port) in refused(run("serve", "--port", port, "--library", library), 1)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only() -> None:
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        with ProgressLine(stream) as progress:
            progress(1, 2, "读取 很长的名字" * 30)
            progress(0, 0, "")
    assert "██████████░░░░░░░░░░ 1/2 读取" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert file.getvalue() == ""


def test_columns_count_wide_characters_twice() -> None:
    assert pad("报告", 6) == "报告  "
    assert pad("报告报告", 6) == "报告… "
    assert pad("a\nb", 4) == "a b "
