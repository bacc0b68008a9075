"""`baogao check`: every finding, and the words people read."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from index.library import Library
from qa.cli import cli


def _run(samples: Library, *arguments: str) -> str:
    called = CliRunner().invoke(cli, ["check", "--library", str(samples.directory), *arguments])
    assert called.exit_code == 0, called.output
    return called.stdout


def test_findings_as_json(samples: Library) -> None:
    findings = [json.loads(line) for line in _run(samples, "--json").splitlines()]
    assert {finding["result"] for finding in findings} == {"PASS", "FAIL", "UNKNOWN"}
    assert set(findings[0]) == {"report", "rule", "result", "operands", "message"}
    assert all(finding["operands"][0]["fact"] for finding in findings)
    unique = {(f["rule"], f["message"], *(o["fact"] for o in f["operands"])) for f in findings}
    assert len(unique) == len(findings)


def test_what_was_meant_not_to_add_up_is_found_and_nothing_else(samples: Library) -> None:
    truths = Path(__file__).parents[3] / "corpus/samples/truth"
    meant = sum(len(json.loads(p.read_text("utf-8"))["intended"]) for p in truths.glob("*.json"))
    failed = [json.loads(line) for line in _run(samples, "--json", "--failed").splitlines()]
    assert len(failed) == meant
    issuers = {operand["issuer"] for finding in failed for operand in finding["operands"]}
    assert issuers == {"云岭市石桥区人民政府"}


def test_for_people(samples: Library) -> None:
    printed = _run(samples, "--issuer", "石桥区", "--year", "2020")
    assert "云岭市石桥区人民政府2020年政府信息公开工作年度报告：不符2处" in printed
    assert "71＋上年结转政府信息公开申请数量5＝76" in printed
