"""Facts, values and citations for the tests of the card, and a reader of its HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from corpus.report import Fact, FactKind, Origin, Path, State
from qa.answer import Answer, Citation, Kind, Status, Value

REPORT = "f9c2d1a0b3e4"
TABLE = "收到和处理政府信息公开申请情况"
COLUMNS: tuple[Path, ...] = (
    ("自然人",),
    ("法人或其他组织", "商业企业"),
    ("法人或其他组织", "其他"),
    ("总计",),
)


def fact(row: Path, column: Path, raw: str, **changes: Any) -> Fact:
    """Return a cell fact whose id is its place."""
    place = "/".join((*row, "×", *column))
    fields: dict[str, Any] = {
        "id": f"f_{place}",
        "report": REPORT,
        "issuer": "城东区人民政府",
        "year": 2020,
        "kind": FactKind.CELL,
        "table": TABLE,
        "table_kind": "申请办理",
        "form": "2019",
        "row": row,
        "column": column,
        "printed": None,
        "raw": raw,
        "state": State.NUMBER if raw.strip().isdigit() else State.TEXT,
        "value": Decimal(raw) if raw.strip().isdigit() else None,
        "unit": "件",
        "qualifier": None,
        "origin": Origin.PRINTED,
        "confidence": 1.0,
        "section": ("三、收到和处理政府信息公开申请情况",),
        "page": 8,
        "box": None,
        "quote": f"{row[-1] if row else ''} {raw}",
    }
    return Fact(**(fields | changes))


def grid(rows: Iterable[Path], columns: Iterable[Path] = COLUMNS) -> list[Fact]:
    """Return a table in document order; cell (i, j) prints 10 i + j."""
    columns = list(columns)
    return [
        fact(row, column, str(10 * i + j))
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    ]


def value(number: str | None, **changes: Any) -> Value:
    """Return a figure of 城东区 2020 in 件."""
    fields: dict[str, Any] = {
        "value": None if number is None else Decimal(number),
        "state": State.NUMBER,
        "unit": "件",
        "qualifier": None,
        "year": 2020,
        "issuer": "城东区人民政府",
        "label": "本年新收 › 总计",
        "origin": Origin.PRINTED,
        "fact": None,
    }
    return Value(**(fields | changes))


def cite(cited: Fact, **changes: Any) -> Citation:
    """Return the citation of a cell."""
    fields: dict[str, Any] = {
        "report": cited.report,
        "title": f"{cited.issuer}{cited.year}年政府信息公开工作年度报告",
        "source_url": None,
        "published": None,
        "page": cited.page,
        "section": cited.section,
        "row": cited.row,
        "column": cited.column,
        "box": None,
        "quote": cited.quote,
        "fact": cited.id,
        "passage": None,
        "sha256": "0" * 64,
        "table": cited.table,
    }
    return Citation(**(fields | changes))


def answer(**changes: Any) -> Answer:
    """Return an answered numeric question."""
    fields: dict[str, Any] = {
        "question": "城东区2020年收到多少件申请？",
        "understood": "2020年 · 城东区人民政府 · 本年新收 › 总计",
        "status": Status.ANSWERED,
        "kind": Kind.NUMBER,
        "text": "2020年，城东区人民政府本年新收政府信息公开申请39件。",
    }
    return Answer(**(fields | changes))


@dataclass
class Element:
    """One element of a page: tag, attributes, and all text within it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    def find(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements below this one with `tag` and these attributes, in order.

        `class_` matches one word of the class; `_` in other names stands for `-`.
        """
        wanted = {name.rstrip("_").replace("_", "-"): text for name, text in attributes.items()}
        found = []
        for element in self.inside:
            if element.tag == tag and all(element._has(*pair) for pair in wanted.items()):
                found.append(element)
            found += element.find(tag, **attributes)
        return found

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only such element."""
        (element,) = self.find(tag, **attributes)
        return element

    def _has(self, name: str, text: str) -> bool:
        value = self.attributes.get(name, "")
        return text in value.split() if name == "class" else value == text


class _Reader(HTMLParser):
    _VOID = frozenset({"br", "img", "input", "meta", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: text or "" for name, text in attrs})
        self.open[-1].inside.append(element)
        if tag not in self._VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def read(html: str) -> Element:
    """Return the page as a tree; fails where tags do not match."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, "an element is not closed"
    return reader.open[0]
