"""A small budget drawn as a PDF, as the tests of page images need one."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.drawn_pdf import close, plain, sheet

QUESTION = "青河街道办事处2024年住房保障支出的预算数是多少？"
ROWS = [
    ["项目", "预算数", "上年执行数"],
    ["一般公共服务支出", "1,203.45", "1,188.20"],
    ["社会保障和就业支出", "310.02", "298.77"],
    ["住房保障支出", "96.50", "91.13"],
    ["合计", "1,609.97", "1,578.10"],
]


def draw_budget(folder: Path) -> Path:
    """Write the budget into `folder` and return its path."""
    path = folder / "青河街道办事处2024年部门预算.pdf"
    page = sheet(path)
    page.text(150, 60, "云岭市青河街道办事处2024年部门预算", 16)
    page.text(72, 110, "一、部门支出预算总表")
    page.text(420, 130, "单位：万元")
    page.table(72, 150, [200, 120, 120], plain(ROWS))
    close(page)
    return path
