"""Text to vectors: the `Encoder` protocol and `Embedder`, its sentence-transformers side.

The model is one setting, `BAOGAO_MODEL`: a folder, or the name of a model on the hub.
Without it the bundled model is used. The network is touched only when a hub model is
named that is not on disk yet.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from index.bundled_model import NAME, bundled_folder
from index.model_files import RECORD, cache_dir, fingerprint_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 32
"""Texts encoded at a time; more buys nothing on a CPU."""

# Weights only as safetensors, never as pickles; nothing for other runtimes.
_HUB_FILES = ["*.json", "*.safetensors", "*.txt", "*.model"]
_HUB_SKIPPED = ["onnx/*", "openvino/*"]


# Half a gigabyte of weights: one copy a process, however many libraries are open.
_LOADING = threading.Lock()


class Encoder(Protocol):
    """What a library needs of an embedding model."""

    @property
    def name(self) -> str:
        """Name shown to people."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of weights, tokenizer and configuration."""

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row of length 1 for each passage, shape (len(texts), dim)."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a question, shape (dim,), of length 1."""


class Embedder:
    """A sentence-transformers model, loaded once when the first text is encoded."""

    def __init__(self, model: str | None = None) -> None:
        """Name a model: folder or hub name; by default $BAOGAO_MODEL, else the bundled one."""
        self._setting = model or os.environ.get("BAOGAO_MODEL") or None

    @property
    def name(self) -> str:
        """Name shown to people."""
        return self._setting or NAME

    @property
    def dim(self) -> int:
        """Length of a vector. Loads the model unless it is the bundled one.

        Raises:
            ModelError: The model cannot be loaded.
        """
        if self._setting is None:
            return 384
        size = self._model.get_embedding_dimension()
        if size is None:
            raise ModelError(f"模型 {self.name} 没有说明向量长度，不能使用；请换一个模型。")
        return size

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of weights, tokenizer and configuration.

        Raises:
            ModelError: The model is missing or cannot be read.
        """
        folder = self._folder
        if self._setting is None:
            record = folder / RECORD
        else:
            key = hashlib.sha256(str(folder.resolve()).encode("utf-8")).hexdigest()
            record = cache_dir() / "fingerprints" / f"{key[:16]}.json"
        try:
            return fingerprint_folder(folder, record)
        except OSError as error:
            raise ModelError(
                f"读不了模型目录 {folder}（{error.strerror}）；请检查目录权限。"
            ) from error

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row of length 1 for each passage, shape (len(texts), dim), float32.

        Raises:
            ModelError: The model cannot be loaded.
        """
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = self._model.encode_document(
            list(texts),
            batch_size=BATCH,
            show_progress_bar=False,
            normalize_embeddings=True,
        )
        return np.asarray(vectors, dtype=np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a question, shape (dim,), float32, of length 1.

        Raises:
            ModelError: The model cannot be loaded.
        """
        vector = self._model.encode_query(text, show_progress_bar=False, normalize_embeddings=True)
        return np.asarray(vector, dtype=np.float32)

    @cached_property
    def _folder(self) -> Path:
        if self._setting is None:
            return bundled_folder()
        folder = Path(self._setting).expanduser()
        if folder.is_dir():
            return folder
        if folder.is_absolute() or self._setting.startswith((".", "~")):
            raise ModelError(f"模型目录 {folder} 不存在；请检查环境变量 BAOGAO_MODEL。")
        return _hub_folder(self._setting)

    @property
    def _model(self) -> SentenceTransformer:
        with _LOADING:
            return _load(self._folder)


def is_loaded() -> bool:
    """Tell whether a model is in memory, so that encoding a question takes no time."""
    return _load.cache_info().currsize > 0


@lru_cache(maxsize=1)
def _load(folder: Path) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # More threads than cores spin against each other.
    torch.set_num_threads(min(torch.get_num_threads(), _cores()))
    try:
        model = SentenceTransformer(
            str(folder),
            device=None if torch.cuda.is_available() else "cpu",
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
        raise ModelError(
            f"模型目录 {folder} 不能加载（{reason}）；"
            "请确认它是 sentence-transformers 格式，或去掉环境变量 BAOGAO_MODEL 改用自带模型。"
        ) from error
    return model.eval()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    try:
        # What is on disk is taken without asking the hub, so that a served library
        # neither waits for the network nor changes its model under way.
        held = Path(snapshot_download(name, local_files_only=True))
        if any(held.rglob("*.safetensors")):
            return held
    except LocalEntryNotFoundError:
        pass
    except HFValidationError as error:
        raise ModelError(f"“{name}”既不是模型目录也不是模型名；请检查 BAOGAO_MODEL。") from error
    try:
        return Path(
            snapshot_download(name, allow_patterns=_HUB_FILES, ignore_patterns=_HUB_SKIPPED)
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"下载不了模型 {name}；请检查网络和模型名，"
            "或先下载到目录再用 BAOGAO_MODEL 指向它，或去掉该变量改用自带模型。"
        ) from error
