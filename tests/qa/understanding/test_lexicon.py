"""The lexicon: every heading of the statutory forms has a name people can use."""

from __future__ import annotations

from collections import Counter

import pytest

from corpus.checks import short_label
from corpus.forms.form import load_forms
from qa.understanding.lexicon import SECTION2, load_lexicon

LEXICON = load_lexicon()
FORMS = load_forms()
CASES = "复议诉讼"
HEADINGS = sorted(
    {
        (table.kind, axis, path)
        for form in FORMS
        for table in form.tables
        for axis, paths in (("row", table.rows), ("column", table.columns))
        for path in paths
        if path
    }
)


def _domain(kind: str) -> str:
    return kind if kind in ("申请办理", CASES) else SECTION2


@pytest.mark.parametrize(("kind", "axis", "path"), HEADINGS)
def test_every_heading_of_a_form_is_known(kind: str, axis: str, path: tuple[str, ...]) -> None:
    domain = next(d for d in LEXICON.domains if d.id == _domain(kind))
    heads = [node for node in domain.nodes if node.axis == axis and node.heads(path)]
    under = [n for n in heads if n.under is None or any(n.under in p for p in path[:-1])]
    assert under, f"“{' › '.join(path)}”没有名称"
    if kind != CASES and axis == "row":
        assert len(under) == 1


def test_every_label_of_the_lexicon_is_a_heading_of_some_form() -> None:
    for domain in LEXICON.domains:
        paths = [path for kind, _, path in HEADINGS if _domain(kind) == domain.id]
        for node in domain.nodes:
            assert any(node.heads(path) or node.above(path) for path in paths), node.id


def test_ids_are_unique_and_defaults_exist() -> None:
    for domain in LEXICON.domains:
        ids = Counter(node.id for node in domain.nodes)
        assert ids.most_common(1)[0][1] == 1
        if domain.default_row is not None:
            assert domain.node(domain.default_row).axis == "row"
            assert domain.default_trigger
        for row, column in domain.default_column:
            assert domain.node(row).axis == "row"
            assert domain.node(column).axis == "column"


def test_a_strong_name_belongs_to_one_heading_of_its_axis() -> None:
    for domain in LEXICON.domains:
        for axis in ("row", "column"):
            owners = Counter(
                name
                for node in domain.nodes
                if node.axis == axis
                for name in {short_label(label) for label in node.labels}
                if node.names and node.under is None
            )
            assert [name for name, count in owners.items() if count > 1] == []


def test_function_words_do_not_restrict() -> None:
    assert not {"不", "没", "未", "除", "外", "非"} & LEXICON.function
    names = {name for domain in LEXICON.domains for node in domain.nodes for name in node.names}
    assert not names & LEXICON.own


def test_light_words_neither_deny_nor_restrict() -> None:
    assert not {"不", "没", "未", "除", "外", "非", "部分", "其他"} & LEXICON.idle
    assert not LEXICON.restricting & LEXICON.idle
    assert LEXICON.asides <= LEXICON.idle


def test_a_part_stands_for_each_of_its_words() -> None:
    cases = next(domain for domain in LEXICON.domains if domain.id == CASES)
    names = cases.node("未经复议").names
    assert {"没先走复议", "未申请行政复议", "径直告到法院"} <= names
    every = (name for domain in LEXICON.domains for node in domain.nodes for name in node.names)
    assert not [name for name in every if not name or "{" in name or "|" in name]


def test_synonyms_go_both_ways() -> None:
    for group in LEXICON.synonyms:
        assert len(group) > 1
        for word in group:
            assert group <= LEXICON.alternatives(word)
    assert LEXICON.alternatives("从未听说") == {"从未听说"}
