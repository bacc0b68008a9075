"""Own words: what an office adds to the lexicon, in a file of its library.

`词表.toml` lies in the library's folder, outside the program, and is read whenever a
library is opened:

    [[name]]                 # 人们怎样叫法定表格的一行或一列
    table = "申请办理"
    heading = "新收"
    words = ["来件"]

    [[synonym]]              # 正文里意思相同的词
    words = ["门户网站", "政府网站"]

A word that the lexicon already gives another meaning is refused, since one word with
two meanings would make a figure of the wrong row possible.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import UsageError
from corpus.terms import segment, simplify
from index.durable import disk_errors
from qa.understanding.lexicon import Domain, Lexicon, Node, load_lexicon

FILE = "词表.toml"
MOST = 40
"""Characters of a word."""
_HEAD = """# 本单位自己加的说法，改后立即生效。
# [[name]]     人们怎样叫法定表格的一行或一列：table、heading 照程序词表里的写法
# [[synonym]]  正文里意思相同的词
"""
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z0-9、（）]+")


@dataclass(frozen=True, slots=True)
class OwnWord:
    """Words for one heading; or, without a heading, words that mean the same in texts."""

    words: tuple[str, ...]
    table: str = ""
    heading: str = ""


def library_lexicon(directory: Path) -> Lexicon:
    """Return the program's lexicon with the words added in a library.

    Raises:
        UsageError: The file is no TOML, or adds a word that cannot be added.
    """
    return with_own_words(load_lexicon(), read_own_words(directory))


def own_words_text(directory: Path) -> str:
    """Return what the file says, empty without one; by it a change is noticed."""
    try:
        return (directory / FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"读不了词表 {directory / FILE}；它应当是 UTF-8 文本。") from error


def read_own_words(directory: Path) -> tuple[OwnWord, ...]:
    """Return the words of a library's file, none where there is no file.

    Raises:
        UsageError: The file is no TOML or has another shape.
    """
    path = directory / FILE
    try:
        data = tomllib.loads(own_words_text(directory))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"词表 {path} 不是有效的 TOML：{error}") from error
    if unknown := sorted(data.keys() - {"name", "synonym"}):
        raise UsageError(f"词表 {path} 里没有“{unknown[0]}”这一项；可用的有：name、synonym。")
    found = []
    for kind, keys in (("name", {"table", "heading", "words"}), ("synonym", {"words"})):
        for entry in data.get(kind, []):
            words = entry.get("words") if isinstance(entry, dict) else None
            texts = [str(entry.get(key, "")) for key in ("table", "heading")] if words else []
            if not isinstance(words, list) or not words or entry.keys() != keys:
                raise UsageError(f"词表 {path} 的 [[{kind}]] 应当写明：{'、'.join(sorted(keys))}。")
            found.append(OwnWord(tuple(map(str, words)), *texts))
    return tuple(found)


def write_own_words(directory: Path, own: Sequence[OwnWord]) -> None:
    """Write the file anew.

    Raises:
        LibraryError: The disk refused.
    """
    parts = [_HEAD]
    for each in own:
        place = [
            f"{name} = {json.dumps(value, ensure_ascii=False)}"
            for name, value in (("table", each.table), ("heading", each.heading))
            if value
        ]
        words = f"words = {json.dumps(each.words, ensure_ascii=False)}"
        parts.append("\n".join([f"[[{'name' if place else 'synonym'}]]", *place, words, ""]))
    part = directory / f".{FILE}.part"
    with disk_errors(directory, "写入"):
        part.write_text("\n".join(parts), encoding="utf-8")
        part.replace(directory / FILE)


def with_own_words(lexicon: Lexicon, own: Sequence[OwnWord]) -> Lexicon:
    """Return `lexicon` with words added.

    Raises:
        UsageError: A word has another meaning already, or there is no such heading.
    """
    for each in own:
        lexicon = _with_name(lexicon, each) if each.heading else _with_synonym(lexicon, each)
    return lexicon


def _with_name(lexicon: Lexicon, own: OwnWord) -> Lexicon:
    domain = next((d for d in lexicon.domains if d.id == own.table), None)
    node = next((n for n in domain.nodes if n.id == own.heading), None) if domain else None
    if domain is None or node is None:
        raise UsageError(f"词表里的“{own.table} › {own.heading}”不是法定表格的行或列。")
    words = tuple(_checked(word) for word in own.words)
    for word in words:
        if word in lexicon.plain() | domain.covers:
            raise UsageError(f"“{word}”本来就是不限定什么的词，不能用来称呼“{node.id}”。")
        for other in domain.nodes:
            if other is not node and other.axis == node.axis and word in other.names:
                raise UsageError(f"“{word}”已经指“{other.id}”，不能再指“{node.id}”。")
    added = replace(
        node,
        names=node.names | frozenset(words),
        strong=node.strong | frozenset(words),
    )
    domains = tuple(_with_node(d, node, added) if d is domain else d for d in lexicon.domains)
    return replace(lexicon, domains=domains)


def _with_node(domain: Domain, node: Node, added: Node) -> Domain:
    return replace(domain, nodes=tuple(added if n is node else n for n in domain.nodes))


def _with_synonym(lexicon: Lexicon, own: OwnWord) -> Lexicon:
    words = [_checked(word) for word in own.words]
    if len(set(words)) < 2:
        raise UsageError("同义词要有两个不同的词。")
    for word in words:
        if word in lexicon.plain() | lexicon.bodies | lexicon.broad:
            raise UsageError(f"“{word}”太宽，不能作同义词。")
        if len(parts := tuple(segment(word))) > 1:
            cut = "、".join(parts)
            raise UsageError(f"“{word}”会被分成“{cut}”，不能作同义词；请填其中不同的那个词。")
    return replace(lexicon, synonyms=(*lexicon.synonyms, frozenset(words)))


def _checked(word: str) -> str:
    text = "".join(simplify(word).split())
    if not (2 <= len(text) <= MOST and _WORD.fullmatch(text)):
        raise UsageError(f"“{word[:MOST]}”不能作一个说法：请填2到{MOST}个汉字，不带标点。")
    return text
