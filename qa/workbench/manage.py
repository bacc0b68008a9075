"""管理: the reports held, what to set right in them, and the questions nobody could answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from html import escape

from corpus.errors import UsageError
from corpus.report import Fact, Report, State
from index.amendments import amendments, correct_report, enter_cell
from qa.desk import Desk
from qa.rendering.page_image import fact_to_spot, pages_to_html
from qa.rendering.wording import fact_to_label
from qa.workbench.fields import Fields
from qa.workbench.markup import button, form, hidden, message, text_field
from qa.workbench.unanswered import log_to_gaps, unanswered_pane
from qa.workbench.words import words_pane

LISTED = 40
"""Reports on a page."""
CELLS = 60
"""Illegible cells on a page."""


def manage_pane(desk: Desk, fields: Fields) -> str | Iterator[str]:
    """Do what is asked and return the part of the page it belongs to, or its steps."""
    parts: dict[str, Callable[[Desk, Fields], str | Iterator[str]]] = {
        "begin": begin_part,
        "word": words_pane,
        "try": words_pane,
        "keep": words_pane,
        "drop": words_pane,
        "unanswered": unanswered_pane,
        "retry": unanswered_pane,
        "cells": cells_part,
        "enter": cells_part,
        "log": log_part,
        "correct": correct_part,
        "save": correct_part,
    }
    try:
        done = parts.get(fields.act, reports_part)(desk, fields)
    except UsageError as error:
        # What is to be done next stays at hand beside what went wrong.
        again = {"enter": cells_part, "save": correct_part}.get(fields.act, reports_part)
        seen = {name: fields.entries[name] for name in ("report",) if name in fields.entries}
        known = again is not correct_part or fields.one("report") in desk.holdings.by_id
        shown = again if known else reports_part
        done = message(str(error), "alert") + shown(desk, Fields("again", seen))
    if isinstance(done, str):
        return _switch() + done
    return (_switch() + step for step in done)


def begin_part(desk: Desk, fields: Fields) -> str:
    """Return what waits for staff: the unanswered questions, else the reports held."""
    gaps = log_to_gaps(desk.log.folder) if desk.log is not None else []
    return unanswered_pane(desk, fields) if gaps else reports_part(desk, fields)


def _switch() -> str:
    parts = (
        ("unanswered", "没答上的问题"),
        ("reports", "在库报告"),
        ("cells", "补录"),
        ("word", "加说法"),
        ("log", "改动记录"),
    )
    return (
        '<p class="desk-row">' + "".join(button(words, name, {}) for name, words in parts) + "</p>"
    )


def reports_part(desk: Desk, fields: Fields) -> str:
    """Return the reports held, after removing one where that is asked for."""
    said = ""
    if fields.act == "remove":
        with desk.library.apart() as writer:
            title = writer.report(fields.one("report")).title
            writer.remove(fields.one("report"))
        desk.counter(wait=True)
        said = message(f"已移除：{title}")
    words = fields.one("q").split()
    chosen = [
        r for r in desk.holdings.reports if all(w in f"{r.title}{r.issuer}{r.year}" for w in words)
    ]
    asked = form("reports", text_field("q", "报告", fields.one("q"), "单位、年份"), submit="筛选")
    items = "".join(_report(report) for report in chosen[:LISTED])
    rest = len(chosen) - LISTED
    more = message(f"另有{rest}份，请输入单位或年份缩小范围。") if rest > 0 else ""
    count = f'<h2 class="desk-count" tabindex="-1" data-focus>{len(chosen)}份报告</h2>'
    return f'{asked}{said}{count}<ul class="desk-reports">{items}</ul>{more}'


def _report(report: Report) -> str:
    place = {"report": report.id}
    remove = button("移除", "remove", place, "desk-danger").replace(
        "<button ", f'<button data-confirm="{escape(f"确定移除《{report.title}》吗？")}" ', 1
    )
    facts = f"{report.issuer or '单位不明'} · {report.year or '年份不明'} · {report.kind}"
    problems = f" · {len(report.problems)}处没有读准" if report.problems else ""
    return (
        f"<li>{button(report.title, 'open', place, 'desk-link', 'reader')}"
        f'<span class="desk-place">{escape(facts + problems)}</span>'
        f'<span class="desk-row">{button("更正", "correct", place)}{remove}</span></li>'
    )


def correct_part(desk: Desk, fields: Fields) -> str:
    """Return the form to set a report's issuer, year and kind right, or save it."""
    identifier = fields.one("report")
    if fields.act == "save":
        said = {name: fields.one(name) for name in ("issuer", "year", "kind")}
        with desk.library.apart() as writer:
            correct_report(writer, identifier, said, *_by(fields))
        desk.counter(wait=True)
    report = desk.library.report(identifier)
    done = message("已保存，各处即时生效。") if fields.act == "save" else ""
    held = desk.holdings
    return (
        f'<h2 class="desk-count" tabindex="-1" data-focus>{escape(report.title)}</h2>{done}'
        + form(
            "save",
            hidden("report", report.id),
            text_field("issuer", "单位", report.issuer or "", "", held.issuers),
            text_field("year", "年份", str(report.year or ""), "四位数"),
            text_field("kind", "种类", report.kind, "", held.kinds),
            *_who(fields),
            submit="保存",
        )
    )


def _who(fields: Fields) -> tuple[str, ...]:
    """Return the fields that say who sets something right, when and why."""
    today = fields.one("day", date.today().isoformat())
    day = f'<input type="date" name="day" value="{escape(today)}">'
    return (
        text_field("name", "经手人", fields.one("name"), "姓名"),
        f'<label class="desk-field">日期{day}</label>',
        text_field("reason", "理由", fields.one("reason"), "例如：核对了纸质原件"),
    )


def _by(fields: Fields) -> tuple[str, str, str]:
    return fields.one("name")[:40], fields.one("day"), fields.one("reason")[:200]


def cells_part(desk: Desk, fields: Fields) -> str:
    """Return the cells whose print cannot be told, each to be filled in; fill one in."""
    said = ""
    if fields.act == "enter":
        with desk.library.apart() as writer:
            made = enter_cell(writer, fields.one("fact"), fields.one("figure"), *_by(fields))
        desk.counter(wait=True)
        said = message(f"已补录：{fact_to_label(made)} {made.value}，回答里会注明是人工补录。")
    cells = unread_cells(desk)
    if not cells:
        return said + message("没有需要补录的格。")
    items = "".join(_cell(desk, fact, fields) for fact in cells[:CELLS])
    return (
        f'{said}<h2 class="desk-count" tabindex="-1" data-focus>{len(cells)}格原文无法辨认</h2>'
        f'<ul class="desk-reports">{items}</ul>'
    )


def unread_cells(desk: Desk) -> list[Fact]:
    """Return the cells whose print cannot be told, by report."""
    store = desk.library.store
    rows = store.select("SELECT id FROM facts WHERE state = ?", State.UNREADABLE.value)
    return list(desk.library.facts_by_id(row[0] for row in rows).values())


def _cell(desk: Desk, fact: Fact, fields: Fields) -> str:
    title = desk.holdings.by_id[fact.report].title
    place = {"report": fact.report, "at": fact.id}
    drawn = fact.report in desk.holdings.pictured
    picture = pages_to_html(fact.report, title, [fact_to_spot(fact)]) if drawn else ""
    return (
        f"<li><b>{escape(fact_to_label(fact))}</b>"
        f'<span class="desk-place">{button(title, "open", place, "desk-link", "reader")}'
        f"{f' · 第{fact.page}页' if fact.page else ''} · 原文印作“{escape(fact.raw)}”</span>"
        f'<div class="answer">{picture}</div><details><summary>补录这一格</summary>'
        + form(
            "enter",
            hidden("fact", fact.id),
            text_field("figure", f"数字（{fact.unit or '无单位'}）", "", "照原件填写"),
            *_who(fields),
            submit="保存补录",
        )
        + "</details></li>"
    )


def log_part(desk: Desk, fields: Fields) -> str:
    """Return everything set right by hand."""
    del fields
    made = amendments(desk.library)
    names = {"issuer": "单位", "year": "年份", "kind": "种类", "cell": "补录"}
    facts = desk.library.facts_by_id(each.target for each in made)
    items = "".join(
        f"<li><b>{names.get(each.field, each.field)}：{escape(each.was or '空')} → "
        f"{escape(each.value)}</b><span>{escape(_target(desk, facts, each.target))}</span>"
        f'<span class="desk-place">{escape(each.name)} · {escape(each.day)} · '
        f"{escape(each.reason)}</span></li>"
        for each in made
    )
    count = f'<h2 class="desk-count" tabindex="-1" data-focus>{len(made)}处改动</h2>'
    return f'{count}<ul class="desk-reports">{items}</ul>'


def _target(desk: Desk, facts: dict[str, Fact], target: str) -> str:
    if fact := facts.get(target):
        report = desk.holdings.by_id.get(fact.report)
        return f"{report.title if report else ''} {fact_to_label(fact)}"
    report = desk.holdings.by_id.get(target)
    return report.title if report else "（已不在库中）"
