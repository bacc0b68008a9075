"""General tables beside one another, and the ledger of checks kept between starts."""

from __future__ import annotations

from pathlib import Path

from index.library import Library
from qa.desk import Desk
from qa.workbench.data import data_pane, data_to_rows
from qa.workbench.fields import Fields, pairs_to_fields
from qa.workbench.ledger import FILE, ledger
from tests.encoders import HashingEncoder
from tests.qa.budget import draw_budget
from tests.qa.samples import REPORTS


def _desk(root: Path, *files: Path) -> Desk:
    with Library.open(root, create=True, encoder=HashingEncoder()) as writer:
        writer.ingest(files)
    return Desk(Library.open(root, encoder=HashingEncoder()), state=root / ".service")


def test_an_item_of_a_budget_is_listed_with_its_columns_and_taken_along(tmp_path: Path) -> None:
    desk = _desk(tmp_path / "库", draw_budget(tmp_path))
    assert "填一个项目" in data_pane(desk, Fields("begin"))
    shown = data_pane(desk, Fields("tables", {"row": ("住房保障",)}))
    assert "96.50" in shown
    assert "91.13" in shown
    assert "310.02" not in shown
    rows = data_to_rows(desk, pairs_to_fields([("kind", "tables"), ("row", "住房保障支出")]))
    assert [(row[4], str(row[5]), row[6]) for row in rows[1:]] == [
        ("预算数", "96.50", "万元"),
        ("上年执行数", "91.13", "万元"),
    ]
    assert "没有这个项目" in data_pane(desk, Fields("tables", {"row": ("没有的项",)}))


def test_findings_are_kept_until_the_figures_change(tmp_path: Path) -> None:
    root = tmp_path / "库"
    desk = _desk(root, REPORTS / "石桥区2020.txt", REPORTS / "青禾区2022.txt")
    first = ledger(desk)
    assert first.done.wait(60)
    failed = {r: [f.message for f in c.findings] for r, c in first.checked.items()}
    assert any(failed.values())
    answerer = desk.counter().answerer
    for report, found in first.checked.items():
        findings = answerer.findings(report)
        assert len(findings) == len(found.findings) + found.holding

    kept = (root / ".service" / FILE).read_text("utf-8")
    (root / ".service" / FILE).write_text(kept.replace("两边不等", "照旧不等"), "utf-8")
    again = Desk(Library.open(root, encoder=HashingEncoder()), state=root / ".service")
    second = ledger(again)
    assert second.done.wait(60)
    assert any("照旧不等" in f.message for c in second.checked.values() for f in c.findings)

    with Library.open(root, encoder=HashingEncoder()) as writer:
        writer.ingest([REPORTS / "石桥区2019.txt"])
    third = ledger(again)
    assert third.done.wait(60)
    assert third.total == 3
    changed = [c for r, c in third.checked.items() if again.holdings.by_id[r].year != 2022]
    assert not any("照旧不等" in f.message for c in changed for f in c.findings)
