"""Example questions about what a library holds, to start from."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.report import Report


def example_questions(reports: Iterable[Report]) -> list[str]:
    """Return three questions about the newest of `reports`, none where there is none."""
    held = [(r.year, r.issuer) for r in reports if r.year is not None and r.issuer]
    if not held:
        return []
    year, issuer = max(held)
    return [
        f"{issuer}{year}年收到多少件政府信息公开申请？",
        f"{issuer}{year}年予以公开的有多少件？",
        f"{issuer}{year}年行政复议总计多少件？",
    ]
