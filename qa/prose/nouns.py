"""Nouns at the head and at the end of a stretch of text: what is counted next to a figure."""

from __future__ import annotations

from corpus.terms import tag

NOUN = ("n", "vn", "j", "l", "an", "eng")
"""Tags of the words that may name a thing."""


def leading_noun(text: str) -> str:
    """Return the nouns `text` opens with, or those behind its last 的, joined."""
    found = ""
    for word, flag in tag(text.split("，")[0].split("的")[-1]):
        if not flag.startswith(NOUN) and not (flag in {"b", "a"} and not found):
            break
        found += word
    return found


def trailing_noun(text: str) -> str:
    """Return the nouns `text` ends with, joined."""
    found = ""
    for word, flag in reversed(tag(text)):
        if not flag.startswith((*NOUN, "a", "b")):
            break
        found = word + found
    return found
