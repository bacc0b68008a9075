"""Example questions about what a library holds, to start from.

Each shows another kind of question: a figure, a change over the years, a ranking, a
share, what the text says. Only kinds that the reports held can answer are shown.
"""

from __future__ import annotations

from collections.abc import Iterable

from corpus.report import Report

_YEARBOOK = "政府信息公开"
"""Word in the kind of report whose statutory tables the figures are asked of."""


def example_questions(reports: Iterable[Report]) -> list[str]:
    """Return up to five questions around the newest of `reports`, none where there is none."""
    held = [(r.year, r.issuer, r.kind) for r in reports if r.year is not None and r.issuer]
    tabled = [each for each in held if _YEARBOOK in each[2]]
    if not tabled:
        return [f"{issuer}{year}年有哪些重点工作？" for year, issuer, _ in held[-1:]]
    year, issuer, _ = max(tabled)
    years = {y for y, who, _ in tabled if who == issuer}
    peers = {who for y, who, _ in tabled if y == year}
    questions = [f"{issuer}{year}年收到多少件政府信息公开申请？"]
    if year - 1 in years:
        questions.append(f"{issuer}{year}年比{year - 1}年多收到多少件申请？")
    if len(peers) > 1:
        questions.append(f"{year}年哪个单位收到的政府信息公开申请最多？")
    questions.append(f"{issuer}{year}年行政复议总计多少件？")
    questions.append(f"{issuer}{year}年存在哪些主要问题？")
    return questions
