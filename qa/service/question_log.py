"""The question log: what was asked and how it fared, so that gaps can be closed.

One JSON line a question in a file a day, with personal data masked before anything is
written and without an address. A rating comes as a line of its own that names the
answer. Files older than the retention are deleted as new ones begin.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from qa.answer import Answer
from qa.service.redaction import redact

LOG = logging.getLogger("baogao")
_NAME = re.compile(r"questions-(\d{4}-\d{2}-\d{2})\.jsonl")


class QuestionLog:
    """Appends to the files of one folder; does nothing where the folder cannot be written."""

    def __init__(self, folder: Path, days: int) -> None:
        """Keep lines in `folder` for `days` days; 0 writes nothing and keeps nothing."""
        self._folder = folder
        self._days = days
        self._lock = threading.Lock()
        self._day: date | None = None

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self._folder

    def asked(self, key: str, answer: Answer, front: str) -> None:
        """Note a question, how it was understood and what became of it.

        Args:
            key: Id of the answer, which a rating names.
            answer: What was answered.
            front: Where it was asked: `api`, `ui`.
        """
        self._write(
            {
                "event": "asked",
                "id": key,
                "front": front,
                "question": redact(answer.question),
                "understood": redact(answer.understood),
                "status": answer.status.value,
                "kind": answer.kind.value,
                "reports": sorted({citation.report for citation in answer.citations}),
                "elapsed_ms": round(answer.elapsed_ms, 1),
            }
        )

    def rated(self, key: str, rating: str, reason: str) -> None:
        """Note how an answer was rated by whoever asked."""
        self._write({"event": "rated", "id": key, "rating": rating, "reason": redact(reason)})

    def expire(self, today: date) -> None:
        """Delete the files that are older than the retention."""
        if not self._folder.is_dir():
            return
        oldest = today - timedelta(days=self._days)
        for path in self._folder.iterdir():
            match = _NAME.fullmatch(path.name)
            if match and (self._days == 0 or date.fromisoformat(match[1]) < oldest):
                path.unlink(missing_ok=True)

    def _write(self, event: dict[str, Any]) -> None:
        if self._days == 0:
            return
        now = datetime.now(UTC)
        line = json.dumps({"time": now.isoformat(timespec="seconds"), **event}, ensure_ascii=False)
        with self._lock:
            try:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                if self._day != now.date():
                    self._day = now.date()
                    self.expire(self._day)
                path = self._folder / f"questions-{self._day.isoformat()}.jsonl"
                descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                with os.fdopen(descriptor, "a", encoding="utf-8") as file:
                    file.write(line + "\n")
            except OSError as error:
                # A full disk or a folder that is read only must not cost anybody an answer.
                self._days = 0
                reason = error.strerror or type(error).__name__
                LOG.warning("问题日志停用：不能写入 %s（%s）", self._folder, reason)
