"""Words: folding of character variants and segmentation with the government lexicon.

The only module that imports jieba and OpenCC. `fold` maps every character to one
character (full width to half width, Kangxi radicals to ideographs), so offsets into
the folded text are offsets into the original; `simplify` additionally turns
traditional into simplified script; `segment` yields the terms that the lexical index
and the question parser share.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

LEXICON = Path(__file__).with_name("lexicon.txt")
REGIONAL = Path(__file__).with_name("regional.txt")

MAX_RUN = 2000
"""jieba is quadratic on runs without punctuation; longer runs are cut here."""

REMEMBERED = 16_384
"""Short texts whose form and words are remembered: those of reports come up again and again."""
LONGEST_REMEMBERED = 400

_WORD = re.compile(r"[0-9a-z]+(?:[.\-][0-9a-z]+)*|[^\W_0-9a-z]+")
_RADICALS = (
    "冫厂乛乚乙亻冂⺇⺈刂卜㔾小小兀尣尢尢巳幺彑彐忄㣺扌攵⺚旡冃月歺母民氵氺灬爫爫丬牛犭王疋罒示礻竹糹纟"
    "罓罒㓁㓁罓羊羊羊耂肀聿月臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门⻕阝雨青韦页风飞食⻞飠饣首马骨"
    "鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
"""The ideographs that U+2E80…U+2EF3 stand for (Unicode: EquivalentUnifiedIdeograph)."""
_PUNCTUATION = {"､": "、", "｡": "。", "　": " ", "\xa0": " ", "﹪": "%"}


@cache
def _folds() -> dict[int, str]:
    """Return what `fold` puts for each character it changes."""
    wide = {
        chr(code): chr(code - 0xFEE0)
        for code in range(0xFF01, 0xFF5F)
        if chr(code) not in "，：；！？（）"
    }
    radicals = {chr(code): _unify(chr(code)) for code in range(0x2E80, 0x2FD6)}
    return str.maketrans({**wide, **radicals, **_PUNCTUATION})


def _unify(character: str) -> str:
    if "\u2f00" <= character <= "\u2fd5":
        return unicodedata.normalize("NFKC", character)
    if "\u2e80" <= character <= "\u2ef3":
        return _RADICALS[ord(character) - 0x2E80]
    return character


def unify_radicals(text: str) -> str:
    """Return `text` with the radicals that fonts print for ideographs as ideographs."""
    return "".join(_unify(character) for character in text)


def fold(text: str) -> str:
    """Return `text` with width and radical variants folded, same length as `text`.

    Chinese punctuation （），：；！？ stays full width: it carries structure.
    """
    return text.translate(_folds())


@cache
def _converter(direction: str = "t2s") -> Any:  # noqa: ANN401 - OpenCC ships no types
    import opencc

    return opencc.OpenCC(direction)


def traditional(text: str) -> str:
    """Return `text` in traditional script, to be shown; everything else stays."""
    if text.isascii():
        return text
    converted: str = _converter("s2hk").convert(text)
    return converted


def simplify(text: str) -> str:
    """Return `text` folded and in simplified script, lower case.

    >>> simplify("政府資訊公開"), simplify("资讯公司")
    ('政府信息公开', '资讯公司')
    """
    return _simplified(text) if len(text) <= LONGEST_REMEMBERED else _to_simplified(text)


def _to_simplified(text: str) -> str:
    folded = fold(text)
    if folded.isascii():
        return folded.lower()
    pattern, words = _regional()
    folded = pattern.sub(lambda match: words[match.group()], folded)
    converted: str = _converter().convert(folded)
    return converted.lower()


_simplified = lru_cache(REMEMBERED)(_to_simplified)


@cache
def _regional() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the words of traditional text that are other words here, and a pattern of them."""
    lines = REGIONAL.read_text(encoding="utf-8").splitlines()
    words = dict(line.split() for line in lines if line.strip() and not line.startswith("#"))
    return re.compile("|".join(sorted(words, key=len, reverse=True))), words


def _cache_folder() -> Path:
    root = os.environ.get("BAOGAO_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "baogao"
    )
    folder = Path(root)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@cache
def _tokenizer() -> Any:  # noqa: ANN401 - jieba ships no types
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # jieba unmarshals its cache from the shared temporary folder by default,
    # where any local user may plant one; ours is private to the user.
    tokenizer.tmp_dir = str(_cache_folder())
    tokenizer.cache_file = "jieba.cache"
    tokenizer.initialize()
    with LEXICON.open("rb") as lexicon:
        tokenizer.load_userdict(lexicon)
    return tokenizer


@cache
def segmenter_version() -> str:
    """Return an identifier that changes whenever segmentation may change."""
    data = LEXICON.read_bytes() + REGIONAL.read_bytes()
    digest = hashlib.sha256(data).hexdigest()[:12]
    return f"jieba-0.42.1+{digest}"


def segment(text: str) -> tuple[str, ...]:
    """Return the words of `text` in order, without punctuation and white space.

    >>> segment("政府收到申請：2020年１月")
    ('政府', '收到', '申请', '2020', '年', '1', '月')
    """
    return _segmented(text) if len(text) <= LONGEST_REMEMBERED else _to_words(text)


def _to_words(text: str) -> tuple[str, ...]:
    tokenizer = _tokenizer()
    words: list[str] = []
    for run in _WORD.findall(simplify(text)):
        if run.isascii():
            words.append(run)
            continue
        for start in range(0, len(run), MAX_RUN):
            words.extend(tokenizer.cut(run[start : start + MAX_RUN], HMM=False))
    return tuple(words)


_segmented = lru_cache(REMEMBERED)(_to_words)


def word_boundaries(text: str) -> frozenset[int]:
    """Return the offsets at which a word of `text` begins or ends.

    `text` is taken as it is: pass simplified text.
    """
    return _bounded(text) if len(text) <= LONGEST_REMEMBERED else _to_boundaries(text)


def _to_boundaries(text: str) -> frozenset[int]:
    tokenizer = _tokenizer()
    boundaries = {0}
    for match in _WORD.finditer(text):
        boundaries |= {match.start(), match.end()}
        if match.group().isascii():
            continue
        position = match.start()
        for start in range(0, len(match.group()), MAX_RUN):
            for word in tokenizer.cut(match.group()[start : start + MAX_RUN], HMM=False):
                position += len(word)
                boundaries.add(position)
    return frozenset(boundaries)


_bounded = lru_cache(REMEMBERED)(_to_boundaries)


def is_word(text: str) -> bool:
    """Tell whether `text` is a word of the dictionary."""
    return bool(_tokenizer().FREQ.get(text, 0))


def bare(text: str) -> str:
    """Return `text` simplified and without punctuation and white space, to be compared."""
    return re.sub(r"[^\w%]", "", simplify(text))


def compact(text: str) -> str:
    """Return `text` without any white space."""
    return "".join(text.split())


@cache
def _tagger() -> Any:  # noqa: ANN401 - jieba ships no types
    from jieba.posseg import POSTokenizer

    return POSTokenizer(_tokenizer())


def tag(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of `text`, simplified, each with its part of speech.

    The tags are those of ICTCLAS: `n…` nouns, `v…` verbs, `t` times, `q` measures.
    """
    return tuple(
        (pair.word, pair.flag)
        for run in _WORD.findall(simplify(text))
        for pair in _tagger().cut(run[:MAX_RUN], HMM=False)
    )


def nouns(text: str) -> tuple[str, ...]:
    """Return the nouns, names and foreign words of `text`, simplified."""
    return tuple(
        word for word, flag in tag(text) if flag[0] in "nj" or flag in {"vn", "eng", "an", "l", "i"}
    )
