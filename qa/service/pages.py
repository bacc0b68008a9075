"""Pages: the citizens' page, the widget's loader, and what a webmaster needs.

Small files of our own from `qa/widget`. The page is one template filled in with
escaped text; scripts and styles carry a version in their address and are cached, the
pages themselves are not.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from corpus.report import Report
from qa.examples import example_questions
from qa.rendering.card import years_to_text

FOLDER = Path(__file__).parents[1]
STYLES = ("rendering/card.css", "rendering/chart.css", "widget/page.css")
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<rect width="16" height="16" rx="3" fill="#1B5FAA"/>'
    '<path d="M4 5h8M4 8h8M4 11h5" stroke="white" stroke-width="1.5"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Asset:
    """A script or a style sheet."""

    content: bytes
    media: str

    @property
    def version(self) -> str:
        """What changes whenever the content does."""
        return hashlib.sha256(self.content).hexdigest()[:12]

    @property
    def integrity(self) -> str:
        """The content's hash, as `integrity` of a script tag states it."""
        digest = hashlib.sha384(self.content).digest()
        return "sha384-" + base64.b64encode(digest).decode()


@cache
def asset(name: str) -> Asset:
    """Return `page.css` (with the answer card's) or a script, by its file name."""
    if name == "page.css":
        return Asset(b"".join((FOLDER / part).read_bytes() for part in STYLES), "text/css")
    media = "text/css" if name.endswith(".css") else "text/javascript"
    return Asset((FOLDER / "widget" / name).read_bytes(), media)


def page(title: str, reports: Sequence[Report], issuer: str = "", *, embedded: bool) -> str:
    """Return the citizens' page.

    Args:
        title: What it is called.
        reports: What is held, for suggestions.
        issuer: Only suggest what is about this issuer.
        embedded: To be shown in the frame of another page.
    """
    chosen = [r for r in reports if issuer and r.issuer and issuer in r.issuer] or list(reports)
    return _fill(
        "page.html",
        title=title,
        mode="embed" if embedded else "page",
        style=asset("page.css").version,
        script=asset("page.js").version,
    ).replace("<!--welcome-->", _welcome(chosen))


def demo(title: str) -> str:
    """Return an example of a page that carries the widget."""
    return _fill("demo.html", title=title)


def snippet(title: str, reports: Iterable[Report]) -> str:
    """Return the page that makes the lines to paste into a website."""
    issuers = sorted({r.issuer for r in reports if r.issuer})
    options = "".join(f'<option value="{escape(each)}">' for each in issuers)
    loader = asset("widget.js")
    filled = _fill("snippet.html", title=title, version=loader.version, integrity=loader.integrity)
    return filled.replace("<!--issuers-->", options)


def _fill(name: str, **values: str) -> str:
    text = (FOLDER / "widget" / name).read_text(encoding="utf-8")
    return Template(text).substitute({key: escape(value) for key, value in values.items()})


def _welcome(reports: Sequence[Report]) -> str:
    examples = example_questions(reports)
    if not examples:
        return "<p>资料库里还没有报告，暂时不能提问。</p>"
    buttons = "".join(
        f'<li><button type="button" data-ask="{escape(each)}">{escape(each)}</button></li>'
        for each in examples
    )
    issuers = len({r.issuer for r in reports if r.issuer})
    years = years_to_text(r.year for r in reports if r.year is not None)
    return (
        f"<p>可以问这里收有的{len(reports)}份报告（{issuers}个单位，{years}）。例如：</p>"
        f'<ul class="answer-choices">{buttons}</ul>'
    )
