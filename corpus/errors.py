"""The errors a person can act on, as one small tree.

    BaogaoError
    ├── UsageError            the call itself is wrong (exit 2)
    │   ├── QuestionError     empty, too long, nothing but punctuation
    │   └── NotOffered        a command of a later release
    ├── SourceError           one file cannot be read; the others of a batch go on
    ├── LibraryError          the library on disk cannot be used
    │   ├── LibraryLocked     another process is writing
    │   └── LibraryDamaged    a file is missing or differs from its manifest
    └── ModelError            the embedding model cannot be loaded

Every message is Chinese, names the thing it is about and says what to do. The
command line prints it as one line, without a traceback:

    try:
        library = Library.open(path)
    except BaogaoError as error:
        print(error)
"""

from __future__ import annotations


class BaogaoError(Exception):
    """Base of all errors this project raises on purpose."""

    code = "error"


class UsageError(BaogaoError):
    """The call is wrong: unknown option, missing file, bad value."""

    code = "usage"


class QuestionError(UsageError):
    """The question cannot be answered as typed."""

    code = "question_invalid"


class NotOffered(UsageError):
    """A command that a later release brings."""

    code = "not_offered"

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”尚未提供，后续版本会加入。")


class SourceError(BaogaoError):
    """One source file cannot be read.

    `code` is machine readable (`empty`, `binary`, `too_long`, …); the message
    tells a person what is wrong with the file and what to do about it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class LibraryError(BaogaoError):
    """The library directory cannot be used."""

    code = "library"


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""

    code = "library_locked"


class LibraryDamaged(LibraryError):
    """A published file is missing or does not match its manifest."""

    code = "library_damaged"


class ModelError(BaogaoError):
    """The embedding model is missing or cannot be loaded."""

    code = "model"
