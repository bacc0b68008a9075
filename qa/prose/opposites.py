"""Opposites: clauses that tell of the contrary, or of the neighbour, of what is asked.

“不合格25批次” holds the word 合格 and is no answer to how many were 合格; “少于12次” none
to “多于12次”; the rate of one hotline none to who asks about the other hotline of the
sentence.
"""

from __future__ import annotations

import re

from qa.prose.clauses import Clause

_DENIED = re.compile(r"[不未没无非]([\u3400-\u9fff]{2})")
_OVER = re.compile(r"多于|超过|高于|大于|达到|以上|突破")
_UNDER = re.compile(r"少于|低于|不足|不到|未达|以下|小于")
_CODE = re.compile(r"(?<!\d)\d{5,8}(?!\d)")
_LINE = re.compile(r"(?<!\d)(\d{5,8})(?!\d)(?=[^\d，。；]{0,8}(?:热线|电话|专线|平台))")


def is_opposite(asked: str, clause: Clause) -> bool:
    """Tell whether the own stretch of a figure denies what `asked` asks, or names another line."""
    own = f"{clause.lead}…{clause.tail}"
    return _is_denied(asked, own) or _is_beyond(asked, own) or _is_another_line(asked, clause)


def _is_denied(asked: str, own: str) -> bool:
    for denied in _DENIED.finditer(own):
        word = denied[1]
        plain = own.replace(denied.group(), "")
        if word in asked and word not in plain and not re.search(rf"[不未没无非]有?{word}", asked):
            return True
    return False


def _is_beyond(asked: str, own: str) -> bool:
    over, under = bool(_OVER.search(asked)), bool(_UNDER.search(asked))
    told_over, told_under = bool(_OVER.search(own)), bool(_UNDER.search(own))
    return over != under and told_over != told_under and over == told_under


def _is_another_line(asked: str, clause: Clause) -> bool:
    named = set(_CODE.findall(asked))
    told = _LINE.findall(clause.printed)
    return bool(named and told) and told[-1] not in named
