"""Fast encoders for tests that need vectors but not meaning: a fake, and a tiny real model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.bundled_model import write_folder
from index.packed_model import PackedModel


class HashingEncoder:
    """Characters and pairs of characters hashed into buckets: the same text, the same vector.

    Texts that share words are near each other, as with a real model; nothing is loaded.
    """

    def __init__(self, dim: int = 64, name: str = "hashing") -> None:
        self.dim = dim
        self.name = name
        self.fingerprint = hashlib.sha256(f"{name}/{dim}".encode()).hexdigest()

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row for each text, shape (len(texts), dim)."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return np.stack([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of one text, of length 1."""
        vector = np.zeros(self.dim, dtype=np.float32)
        vector[0] = 1e-3
        for pair in pairwise(text + "\0"):
            for piece in ("".join(pair), pair[0]):
                digest = hashlib.blake2b(piece.encode("utf-8"), digest_size=8).digest()
                bucket = int.from_bytes(digest, "little")
                vector[bucket % self.dim] += 1 if bucket >> 63 else -1
        length = np.linalg.norm(vector)
        return np.asarray(vector / length, dtype=np.float32)


def write_tiny_model(folder: Path) -> Path:
    """Write a model of one small random layer: real files, loaded as any other model is."""
    rng = np.random.default_rng(0)
    hidden, feed_forward, positions = 32, 64, 512
    signs = ["▁", *(chr(sign) for sign in range(0x4E00, 0x5E00)), *"0123456789年件"]
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *dict.fromkeys(signs), "<mask>"]

    def normal(size: int) -> NDArray[np.float32]:
        return rng.normal(0, 0.1, size).astype(np.float32)

    square, wide = hidden * hidden, hidden * feed_forward
    tensors = {
        "emb.word": normal(len(pieces) * hidden),
        "emb.pos": normal(positions * hidden),
        "emb.type": normal(2 * hidden),
        "l0.fi.w": normal(wide),
        "l0.fi.b": normal(feed_forward),
        "l0.fo.w": normal(wide),
        "l0.fo.b": normal(hidden),
    }
    for part in ("q", "k", "v", "ao"):
        tensors |= {f"l0.{part}.w": normal(square), f"l0.{part}.b": normal(hidden)}
    for part in ("emb.ln", "l0.aln", "l0.oln"):
        tensors |= {f"{part}.w": 1 + normal(hidden), f"{part}.b": normal(hidden)}
    model = PackedModel(
        hidden=hidden,
        layers=1,
        heads=2,
        feed_forward=feed_forward,
        vocabulary=len(pieces),
        positions=positions,
        types=2,
        epsilon=1e-12,
        unknown=3,
        pieces=[(piece, -float(at)) for at, piece in enumerate(pieces)],
        tensors=tensors,
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_folder(model, folder)
    return folder
