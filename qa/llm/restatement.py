"""Restatement: whether a sentence says what the answer says, figure by figure and word by word.

A model may move a true figure to another year, issuer or indicator, drop the “不” before
“予以公开”, or say something the reports never said. None of that shows in the digits. So
a sentence passes only if it is made of whole statements of the answer: their words, names
and figures, all of them, in their order. Free are the order of the statements, the
place of year and issuer at a statement's head, shorter names of an issuer, connecting
words (`words.toml`), the punctuation between words, and how a figure is written
(七十一件, 71件, ７１件). Quotations stay as they are.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corpus.quantity import CHINESE, parse_chinese_integer
from corpus.terms import compact, fold, segment

Names = Mapping[str, Sequence[str]]
"""For each issuer held, the names that mean it alone."""

_YEAR = r"\d{4}年(?:至\d{4}年)?"
_TOKEN = re.compile(
    rf"(?P<quote>“.*”)|(?P<year>{_YEAR})|(?P<number>[-－]?\d+(?:\.\d+)?)"
    r"|(?P<part>[，；])|(?P<pause>[、：])|(?P<words>[\u3400-\u9fff]+)|(?P<sign>.)"
)
_SPELLED = re.compile(
    rf"(?<![第\d.零〇一二两三四五六七八九十百千万亿])(?P<figure>{CHINESE})"
    r"(?=件|条|项|个|次|家|场|期|篇|份|起|种|名|人|元|年)"
)
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_ENDS = "。！？\n"
_PAUSES = "。！？，；、：）"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the answer: whose and of when at its head, and its parts in order."""

    text: str
    year: str | None
    issuer: str | None
    parts: tuple[tuple[str, ...], ...]
    """Each part in patterns, any of which says it."""
    leaves: tuple[str | None, str | None]
    """Year and issuer that are still meant behind it; None where it names others too."""
    bound: bool = False
    """Whether it leans on the statement before it for whose and of when."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far the statements have been said."""

    said: tuple[int, ...] = ()
    """Statements said or begun, in order."""
    parts: int = 0
    """Parts of the last one that have been said."""
    year: str | None = None
    issuer: str | None = None


@cache
def words() -> Mapping[str, list[str]]:
    """Return the words of `words.toml`."""
    with Path(__file__).with_name("words.toml").open("rb") as file:
        found: Mapping[str, list[str]] = tomllib.load(file)
    return found


@cache
def _filler() -> str:
    free = "|".join(sorted(map(re.escape, words()["free"]), key=len, reverse=True))
    return rf"(?:{free}|[，、；：,;:]){{0,6}}"


def split_sentences(text: str) -> Iterator[str]:
    """Yield the sentences of `text`, each with its full stop; quotations stay whole."""
    depth = start = 0
    for at, sign in enumerate(text):
        depth = max(0, depth + (sign == "“") - (sign == "”"))
        closes = sign == "”" and text[at - 1] in _ENDS and text[at + 1 : at + 2] not in set(_PAUSES)
        if (sign in _ENDS or closes) and not depth:
            if sentence := text[start : at + 1].strip():
                yield sentence
            start = at + 1
    if rest := text[start:].strip():
        yield rest


def ended(sentence: str) -> str:
    """Return `sentence` with a full stop, if nothing ends it yet."""
    return sentence if sentence.endswith(("。", "！", "？", "。”")) else f"{sentence}。"


def canonical(text: str) -> str:
    """Return `text` with figures written in one way, without white space; quotations as they are.

    >>> canonical("收到 七十一件，１,６７９条“第 三 条”")
    '收到71件，1679条“第三条”'
    """
    pieces = re.split("(“.*”)", compact(fold(text)), flags=re.DOTALL)
    return "".join(p if p.startswith("“") else _digits(p) for p in pieces)


def _digits(text: str) -> str:
    text = _THOUSANDS.sub(lambda m: m[0].replace(",", ""), text)

    def spell(match: re.Match[str]) -> str:
        number = parse_chinese_integer(match["figure"])
        return match[0] if number is None or number <= 1 else str(number)

    return _SPELLED.sub(spell, text)


def sentences_to_statements(
    sentences: Iterable[str], names: Names, choose: bool = False
) -> list[Statement]:
    """Return what `sentences` state.

    Args:
        sentences: Of the answer, each with its full stop.
        names: Issuers held and what they are called.
        choose: Whether a quotation may be cut down to some of its sentences.
    """
    statements: list[Statement] = []
    for sentence in sentences:
        # “2020年，甲…；2021年，乙…。” states two things.
        for text in re.split(r"；(?=\d{4}年，)", sentence.rstrip(_ENDS)):
            statement = _state(text, names, choose)
            before = statements[-1] if statements else None
            bound = before is not None and (
                (statement.year is None and before.year is not None)
                or (statement.issuer is None and before.issuer is not None)
            )
            statements.append(replace(statement, bound=bound))
    return statements


def _state(text: str, names: Names, choose: bool) -> Statement:
    body = canonical(text)
    year = issuer = None
    if match := re.match(rf"{_YEAR}，?", body):
        year, body = match[0].rstrip("，"), body[match.end() :]
    if found := _issuer_at(body, 0, names):
        issuer, body = found, body[len(found) :]
    parts: list[list[str]] = [[]]
    for token, part in _tokens(body, names, choose):
        if part and parts[-1]:
            parts.append([])
        if token:
            parts[-1].append(token)
    patterns = tuple((_joined(part),) for part in parts if part)
    leaves = (
        None if re.search(r"\d{4}年", body) else year,
        None if any(name in body for name in names) else issuer,
    )
    return Statement(text, year, issuer, patterns, leaves)


def _joined(tokens: Iterable[str]) -> str:
    return _filler().join(tokens)


def _tokens(body: str, names: Names, choose: bool) -> Iterator[tuple[str, bool]]:
    """Yield the patterns of the words of `body`; a comma as nothing, and True for a new part."""
    at = 0
    free = frozenset(words()["free"])
    while at < len(body):
        if issuer := _issuer_at(body, at, names):
            yield _either(names[issuer]), False
            at += len(issuer)
            continue
        match = _TOKEN.match(body, at)
        if match is None:
            at += 1
            continue
        stop = match.end()
        if match["words"]:
            stop = min([stop, *_starts(body, at, stop, names)])
            run = body[at:stop]
            cut = segment(run)
            pieces = cut if "".join(cut) == run else (run,)
            yield from ((re.escape(word), False) for word in pieces if word not in free)
        elif match["part"]:
            yield "", True
        elif match["quote"]:
            yield _quotation(match["quote"], choose), False
        elif match["number"]:
            yield rf"(?<![\d.]){re.escape(match['number'])}(?![\d.])", False
        elif not match["pause"]:
            yield re.escape(match[0]), False
        at = stop


def _quotation(quote: str, choose: bool) -> str:
    if not choose:
        return re.escape(quote)
    whole = list(split_sentences(quote[1:-1]))
    runs = [whole[a:b] for a in range(len(whole)) for b in range(a + 1, len(whole) + 1)]
    texts = [quote[1:-1], *("".join(run) for run in runs[:400])]
    return f"“(?:{'|'.join(re.escape(t) + '|' + re.escape(t.rstrip(_ENDS)) for t in texts)})”"


def _issuer_at(body: str, at: int, names: Names) -> str | None:
    found = [issuer for issuer in names if body.startswith(issuer, at)]
    return max(found, key=len, default=None)


def _starts(body: str, at: int, stop: int, names: Names) -> list[int]:
    return [found for issuer in names if (found := body.find(issuer, at + 1, stop)) > 0]


def _either(texts: Iterable[str]) -> str:
    ordered = sorted(texts, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, ordered))})"


def with_wording(statement: Statement, sayings: Iterable[Sequence[str]]) -> Statement:
    """Return `statement` with more ways to say its first part, each in words."""
    more = [_joined(map(re.escape, saying)) for saying in sayings]
    first, *rest = statement.parts
    return replace(statement, parts=((*first, *more), *rest))


def restate(
    sentence: str, statements: Sequence[Statement], place: Place, names: Names
) -> Place | None:
    """Return how far `statements` are said with `sentence` after what was said up to `place`.

    None where it is not made of them.
    """
    body = canonical(sentence.rstrip(_ENDS))
    return _read(body, 0, statements, place, names)


def _read(
    body: str, at: int, statements: Sequence[Statement], place: Place, names: Names
) -> Place | None:
    if place.said and re.fullmatch(_filler(), body[at:]):
        return place if at else None
    current = statements[place.said[-1]] if place.said else None
    if current is not None and place.parts < len(current.parts):
        head = _filler()
        after = replace(place, parts=place.parts + 1)
        return _go_on(body, at, statements, names, head, current.parts[place.parts], after)
    for index, statement in enumerate(statements):
        if index in place.said or (statement.bound and place.said[-1:] != (index - 1,)):
            continue
        after = Place((*place.said, index), 1, *statement.leaves)
        head = _head(statement, place, names)
        found = _go_on(body, at, statements, names, head, statement.parts[0], after)
        if found is not None:
            return found
    return None


def _go_on(
    body: str,
    at: int,
    statements: Sequence[Statement],
    names: Names,
    head: str,
    sayings: Sequence[str],
    after: Place,
) -> Place | None:
    """Read one part at `at`, and what follows it."""
    for saying in sayings:
        match = re.compile(f"{head}{saying}", re.DOTALL).match(body, at)
        if match is not None:
            found = _read(body, match.end(), statements, after, names)
            if found is not None:
                return found
    return None


def _head(statement: Statement, place: Place, names: Names) -> str:
    """Return the pattern of year and issuer; what was just said of them may be left out."""
    gap = _filler()
    year = issuer = ""
    if statement.year is not None:
        year = rf"(?<!\d){statement.year}度?"
    if statement.issuer is not None:
        issuer = _either(names[statement.issuer])
    either = [f"{gap}{year}{gap}{issuer}{gap}", f"{gap}{issuer}{gap}{year}{gap}"]
    if statement.year == place.year:
        either.append(f"{gap}{issuer}{gap}")
    if statement.issuer == place.issuer:
        either.append(f"{gap}{year}{gap}")
    if statement.year == place.year and statement.issuer == place.issuer:
        either.append(gap)
    return f"(?:{'|'.join(either)})"
