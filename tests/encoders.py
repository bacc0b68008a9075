"""A second, fast `Encoder` for tests that need vectors but not meaning."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


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
