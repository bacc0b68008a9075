"""Web pages of authorities: what they say of themselves, and where the report stands.

Title, date and address come from the page's tags or from the line and the little table
above the text; ways of navigating, buttons and foot lines are told from the text by
what the data file `webpage.toml` knows of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.readers.dates import find_date
from corpus.report import Block, Grid, Line

_SAVED = re.compile(
    r"saved from url=\(\d+\)\s*(?P<browser>https?://\S+)|SingleFile\s+url:\s*(?P<single>https?://\S+)"
)
_SENTENCE = re.compile(r"[\u3400-\u9fff]{4}[^。；]*[。；]")
_HEAD_BLOCKS = 25
_FOOT_BLOCKS = 25
_SUSPECT = frozenset(["div", "ul", "ol", "table", "td", "section", "dl", "p", "span"])
_SHARE = 0.6
"""Part of the page's own text that the content must hold."""


@dataclass(slots=True)
class PageFacts:
    """What a page says of itself; the first to say something is believed."""

    title: str | None = None
    published: str | None = None
    source_url: str | None = None
    publisher: str | None = None
    titles: list[str] = field(default_factory=list)
    """Everything it calls itself."""

    def note(self, name: str, text: str) -> None:
        """Take `text` for what `name` says, unless something else was."""
        text = " ".join(text.split())
        if name == "published":
            self.published = self.published or find_date(text)
        elif name == "source_url":
            usable = re.fullmatch(r"https?://\S+", text)
            self.source_url = self.source_url or (text if usable else None)
        elif name == "title" and text:
            self.titles.append(text)
            self.title = self.title or text
        elif name == "publisher":
            self.publisher = self.publisher or text or None


@cache
def _rules() -> Mapping[str, Any]:
    with Path(__file__).with_name("webpage.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _furniture_line() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in _rules()["furniture"]["lines"]))


@cache
def _labels() -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Return what each label of page data names, and a pattern that finds labels."""
    names = {word: name for name, words in _rules()["label"].items() for word in words}
    longest = sorted(names, key=len, reverse=True)
    spaced = ("[ \u3000]*".join(word) for word in longest)
    return names, re.compile(rf"(?:^|(?<=[\s|｜】\]]))[【\[]?({'|'.join(spaced)})[】\]]?[ ]*[:：]")


def page_facts(page: LexborHTMLParser, text: str) -> PageFacts:
    """Return what the tags of `page`, whose source is `text`, say of it."""
    facts = PageFacts()
    metas: dict[str, str] = {}
    for node in page.css("meta"):
        key = node.attributes.get("name") or node.attributes.get("property") or ""
        metas.setdefault(key.lower(), node.attributes.get("content") or "")
    for name, keys in _rules()["meta"].items():
        for key in keys:
            facts.note(name, metas.get(key.lower(), ""))
    canonical = page.css_first("link[rel=canonical]")
    if canonical is not None:
        facts.note("source_url", canonical.attributes.get("href") or "")
    saved = _SAVED.search(text[:4096])
    if saved:
        facts.note("source_url", saved["browser"] or saved["single"])
    head = page.css_first("title")
    if head is not None:
        facts.note("title", re.split(r"[_|｜]| [-–—] |--", head.text())[0])
    return facts


def strip_furniture(page: LexborHTMLParser) -> None:
    """Take out of `page` what is no content by its tag, its role, its name or its links."""
    rules = _rules()["furniture"]
    page.strip_tags(rules["tags"], recursive=True)
    if page.body is not None:
        _strip(page.body)


def _strip(parent: LexborNode) -> None:
    # A removed node must not be touched again, so nothing below it is visited.
    node = parent.child
    while node is not None:
        following = node.next
        if node.is_element_node:
            if _is_furniture(node):
                node.decompose()
            else:
                _strip(node)
        node = following


@cache
def _furniture_words() -> re.Pattern[str]:
    words = "|".join(_rules()["furniture"]["words"])
    return re.compile(rf"(?:^|[-_\s])(?:{words})(?=$|[-_\s\d])", re.IGNORECASE)


def _is_furniture(node: LexborNode) -> bool:
    attributes = node.attributes
    named = None
    if attributes:  # most elements have none
        role = attributes.get("role")
        if is_hidden(attributes) or (role and role in _rules()["furniture"]["roles"]):
            return True
        words = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        named = _furniture_words().search(words)
    if node.tag not in _SUSPECT:
        return False
    return (named is not None or _is_menu(node)) and not _has_content(node)


def is_hidden(attributes: Mapping[str, str | None]) -> bool:
    """Tell whether a browser does not show an element with these `attributes`."""
    style = attributes.get("style")
    if not style:
        return "hidden" in attributes
    style = "".join(style.split()).lower()
    return "hidden" in attributes or "display:none" in style or "mso-hide:all" in style


def _is_menu(node: LexborNode) -> bool:
    """Tell whether most of the text of `node` is links."""
    only = node.child
    while only is not None and only.next is None:
        only = only.child
    if only is None:
        return False  # a single text, however wrapped
    links = node.css("a")
    if len(links) < 3:
        return False
    linked = sum(len(link.text(strip=True)) for link in links)
    return linked > 0 and linked > 0.6 * len(node.text(strip=True))


def _has_content(node: LexborNode) -> bool:
    text = re.sub(r"\s", "", node.text())
    figures = any(re.search(r"\d", table.text()) for table in node.css("table"))
    return figures or len(_SENTENCE.findall(text)) > 1 or len(text) > 2_000


def content_root(page: LexborHTMLParser) -> LexborNode | None:
    """Return the element that holds the report, None for a page without a body."""
    body = page.body
    if body is None:
        return None
    whole = len(re.sub(r"\s", "", body.text()))
    for selector in _rules()["content"]["selectors"]:
        found = page.css(selector)
        if found:
            best = max(found, key=lambda node: len(node.text()))
            if len(re.sub(r"\s", "", best.text())) > _SHARE * whole:
                return best
    return body


def split_furniture(blocks: Sequence[Block], facts: PageFacts) -> list[Block]:
    """Return `blocks` without lines of the page itself; what they say goes into `facts`."""
    kept = [block for block in blocks if not (isinstance(block, Line) and _is_line(block.text))]
    start = 0
    for index, block in enumerate(kept[:_HEAD_BLOCKS]):
        said = dict(_said(block))
        if not said:
            continue
        for label, text in said.items():
            facts.note(_labels()[0][label], text)
        kept[index] = Line("")
        if isinstance(block, Grid):
            start = index
    kept = [block for block in kept[start:] if not (isinstance(block, Line) and not block.text)]
    return _from_title(kept, facts.titles)


def _is_line(text: str) -> bool:
    return len(text) < 200 and _furniture_line().fullmatch(text.strip()) is not None


def _said(block: Block) -> Iterator[tuple[str, str]]:
    """Yield label and text of each entry of page data in `block`, nothing for content."""
    names, pattern = _labels()
    if isinstance(block, Grid):
        texts = ["".join(cell.text.split()).strip(":：【】[]") for cell in block.cells]
        labels = [text for text in texts if text in names]
        if len(labels) < 2 or len(labels) * 3 < sum(1 for text in texts if text):
            return
        for label, text in pairwise(texts):
            if label in names and text not in names:
                yield label, text
        return
    if len(block.text) > 300:
        return
    found = list(pattern.finditer(block.text))
    if not found or found[0].start() > 2:
        return
    bounds = [*(match.start() for match in found[1:]), len(block.text)]
    for match, end in zip(found, bounds, strict=True):
        yield "".join(match[1].split()), block.text[match.end() : end].strip()


def _from_title(blocks: Sequence[Block], titles: Iterable[str]) -> list[Block]:
    """Return `blocks` from the line that prints a title on, if only bits stand before it."""
    wanted = {"".join(title.split()) for title in titles}
    for index, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if not isinstance(block, Line) or _SENTENCE.search(block.text):
            break
        if "".join(block.text.split()) in wanted:
            return list(blocks[index:])
    return list(blocks)
