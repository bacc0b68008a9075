"""ZIP containers, of Office files and of reports alike, opened within limits.

A few kilobytes can claim gigabytes. Entries, inflated bytes and the ratio between them
are limited before anything is inflated, and again while it is: what an entry claims
need not be true.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from corpus.errors import SourceError

MAX_ENTRIES = 5_000
MAX_INFLATED = 500_000_000
MAX_MEMBER = 200_000_000
MAX_RATIO = 100
"""Times an archive may grow, once it grows beyond `RATIO_FROM` bytes."""
RATIO_FROM = 50_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """Return the archive in `data`.

    Raises:
        SourceError: it is none, encrypted, or claims to hold more than the limits.
    """
    if data.startswith(_OLE):
        raise SourceError(
            "encrypted",
            f"“{name}”设了密码，或其实是旧版 Office 文件；请打开后去掉密码、另存为新格式再导入。",
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise broken(name) from error
    entries = archive.infolist()
    inflated = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise SourceError("too_many_entries", f"“{name}”里的文件超过{MAX_ENTRIES}个，请分成几个。")
    if inflated > MAX_INFLATED or (inflated > RATIO_FROM and inflated > MAX_RATIO * len(data)):
        raise too_big_inside(name)
    return archive


def read_member(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo, name: str) -> bytes:
    """Return the bytes of `member`.

    Raises:
        SourceError: it is broken, encrypted or too large.
        KeyError: there is no such member.
    """
    try:
        with archive.open(member) as stream:
            data = stream.read(MAX_MEMBER + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise broken(name) from error
    except OSError as error:  # bz2 and lzma report damage so
        raise broken(name) from error
    except RuntimeError as error:
        raise SourceError("encrypted", f"“{name}”设了密码；请去掉密码再导入。") from error
    if len(data) > MAX_MEMBER:
        raise too_big_inside(name)
    return data


def read_xml(archive: zipfile.ZipFile, member: str, name: str) -> Element | None:
    """Return the root of an XML part of an Office file, None where there is no such part.

    Raises:
        SourceError: it is no XML, or declares a document type, which Office never does
            and entity bombs need.
    """
    try:
        data = read_member(archive, member, name)
    except KeyError:
        return None
    parser = ElementTree.XMLParser(target=_NoDoctype())
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise broken(name) from error
    return root


class _NoDoctype(ElementTree.TreeBuilder):
    """Builds the tree of an Office part, which has no document type."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError("document type")


def broken(name: str) -> SourceError:
    """Return the error for a damaged file, or one that is not what its suffix says."""
    return SourceError(
        "broken", f"“{name}”读不了：文件损坏，或内容与后缀名不符。请重新下载或另存一份再导入。"
    )


def too_big_inside(name: str) -> SourceError:
    """Return the error for a file that inflates beyond the limits."""
    return SourceError("too_big_inside", f"“{name}”展开后太大，超出上限；请拆成几个文件再导入。")
