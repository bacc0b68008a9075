"""Building: from the current generation and some files to the contents of the next.

The steps of an ingest, in order: `staged_store` copies the store into a stage,
`index.admission` puts reports in, `embed` makes the missing vectors, `write_indexes`
writes the index files. Nothing here publishes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import LibraryDamaged
from index.durable import disk_errors, file_sha256
from index.embedding import Encoder
from index.generations import Pin, Recipe, collect, staging
from index.lexical import LexicalIndex, passage_to_terms, terms_version
from index.snapshot import DATABASE, LEXICAL, VECTORS
from index.staged_store import StagedStore
from index.vectors import VectorIndex, passage_to_text

Progress = Callable[[int, int, str], None]
"""Called with (done, total, what is being done); each phase counts from 0 again."""

_BATCH = 64


def silence(done: int, total: int, what: str) -> None:
    """Report no progress."""


def recipe_of(encoder: Encoder) -> Recipe:
    """Return what indexes made now would be made with."""
    return Recipe(encoder.name, encoder.dim, encoder.fingerprint, terms_version())


@contextmanager
def staged_store(root: Path, current: Pin | None) -> Iterator[tuple[Path, StagedStore]]:
    """Yield a stage and a writable copy of the current store in it, or an empty one.

    Raises:
        LibraryDamaged: The current store is no longer what was published.
        LibraryError: The disk refused.
    """
    with disk_errors(root, "写入"):
        collect(root)
    with staging(root) as stage:
        file = stage / DATABASE
        if current is not None:
            with disk_errors(root, "写入"):
                shutil.copyfile(current.path / DATABASE, file)
                digest = file_sha256(file)
            # Hashed again: damage since opening must not be published as good.
            if digest != current.manifest.files[DATABASE][1]:
                raise LibraryDamaged(f"库“{root}”的数据文件已损坏；请从备份恢复整个目录。")
        store = StagedStore.edit(file) if current is not None else StagedStore.create(file)
        try:
            yield stage, store
        finally:
            store.close()


def segment_again(store: StagedStore) -> None:
    """Segment every passage with the present lexicon."""
    store.set_terms(
        [(passage_to_terms(title, passage), row) for row, title, passage in store.titled_passages()]
    )


def embed(store: StagedStore, encoder: Encoder, progress: Progress) -> None:
    """Make the vectors that are missing for the encoder's model.

    Raises:
        ModelError: The model cannot be loaded.
    """
    # Texts of like length together: a batch is padded to its longest.
    missing = sorted(store.unembedded(encoder.fingerprint), key=lambda pair: len(pair[1].text))
    for start in range(0, len(missing), _BATCH):
        progress(start, len(missing), "计算向量")
        batch = missing[start : start + _BATCH]
        vectors = encoder.encode_passages([passage_to_text(passage) for _, passage in batch])
        store.put_vectors(encoder.fingerprint, [digest for digest, _ in batch], vectors)
    if missing:
        progress(len(missing), len(missing), "计算向量")


def write_indexes(root: Path, stage: Path, store: StagedStore, recipe: Recipe) -> None:
    """Finish the store and write the lexical and the vector index beside it.

    Raises:
        LibraryError: The disk refused.
    """
    store.finish(recipe.fingerprint)
    with disk_errors(root, "写入"):
        LexicalIndex.build(stage / LEXICAL, store.indexed_terms())
        VectorIndex.build(store.vectors(recipe.fingerprint, recipe.dim)).save(stage / VECTORS)
    store.close()
