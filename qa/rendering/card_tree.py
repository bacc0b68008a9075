"""The answer card as a tree of nodes, for a page that builds it without parsing HTML.

`qa.rendering.card` makes one HTML fragment that every front shows. The citizens' page must never
hand text to an HTML parser, so it gets the same card as nested lists

    ["p", {"class": "answer-text"}, "2020年…", ["b", {}, "…"]]

and creates elements and text nodes from them. Nothing is lost on the way: the tree of
a card says exactly what its HTML says.
"""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

Node = list[Any]
"""Name, attributes, then children: strings and nodes."""

_VOID = frozenset({"br", "circle", "img", "input", "path", "rect"})


def html_to_tree(fragment: str) -> Node:
    """Return the one element that `fragment` holds.

    >>> html_to_tree('<p class="a">1 &lt; 2<b>!</b></p>')
    ['p', {'class': 'a'}, '1 < 2', ['b', {}, '!']]
    """
    parser = _Parser()
    parser.feed(fragment)
    parser.close()
    (element,) = parser.root[2:]
    return list(element)


def map_text(node: Node, change: Callable[[str], str]) -> Node:
    """Return the tree with every text changed; attributes stay."""
    children = [map_text(c, change) if isinstance(c, list) else change(c) for c in node[2:]]
    return [node[0], node[1], *children]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: Node = ["", {}]
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node: Node = [tag, {name: value or "" for name, value in attrs}]
        self._open[-1].append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].append(data)
