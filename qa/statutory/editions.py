"""Editions: a field one edition of the statutory form has and another has not."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.forms.form import load_forms
from qa.answer import Kind, Status
from qa.draft import Draft
from qa.rendering.wording import place, when_and_who
from qa.statutory.lookup import FactSource
from qa.statutory.targets import Target, in_form
from qa.understanding.scope import Scope


def say_changed(targets: Sequence[Target], scope: Scope, facts: FactSource) -> Draft | None:
    """Say that the form has changed, where that is why a field is not in a report."""
    if len(scope.reports) != 1:
        return None
    report = scope.reports[0]
    own = {fact.form for fact in facts(report) if fact.form is not None}
    for target in targets:
        named = {
            form.id: name
            for form in load_forms()
            for table in form.tables
            if (name := in_form(target, table)) is not None
        }
        names = [name for form, name in named.items() if form not in own]
        if not own or not names or own & set(named):
            continue
        head = when_and_who(report.year, report.issuer)
        text = f"年报的表格改过版：{head}的报告所用的表格里没有“{names[0]}”这一项，另一版表格才有。"
        understood = place(report.year, report.issuer, names[0])
        return Draft(Status.NOT_FOUND, Kind.NUMBER, understood, (text,))
    return None
