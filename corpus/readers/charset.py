"""Which characters the bytes of a web page mean.

Bytes that are valid UTF-8 are UTF-8, whatever the page says of itself; otherwise its
`<meta charset>` decides, GB2312 and GBK read as GB18030, which contains both.
"""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})|^\s*<\?xml[^>]{0,100}encoding=[\"']([\w-]{2,20})",
    re.IGNORECASE,
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096


def decode_page(data: bytes) -> tuple[str, bool]:
    """Return the text of a page and whether all of its bytes made sense."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data.removeprefix(mark), encoding)
    text, whole = _decode(data, "utf-8")
    if whole:
        return text, True
    declared = _DECLARED.search(data[:_HEAD])
    name = (declared[1] or declared[2]).decode().lower() if declared else ""
    if name.startswith("utf"):
        return text, False
    if name.startswith("big5"):
        return _decode(data, "big5hkscs")
    return _decode(data, "gb18030")


def _decode(data: bytes, encoding: str) -> tuple[str, bool]:
    try:
        return data.decode(encoding), True
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), False
