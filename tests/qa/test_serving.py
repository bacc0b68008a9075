"""Serving: the model is loaded before it is asked for."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embedding import Embedder
from qa.serving import warm_up
from tests.encoders import HashingEncoder, write_tiny_model


class CountingEncoder(HashingEncoder):
    """Counts the queries it encodes."""

    queries = 0

    def encode_query(self, text: str) -> NDArray[np.float32]:
        self.queries += 1
        return super().encode_query(text)


def test_a_query_is_encoded_in_the_background() -> None:
    encoder = CountingEncoder()
    warm_up(encoder).join()
    assert encoder.queries == 1


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_model_that_is_missing_does_not_stop_the_service() -> None:
    warm_up(Embedder("/does/not/exist")).join()


def test_another_embedder_finds_the_model_loaded(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path)
    warm_up(Embedder(str(folder))).join()
    (folder / "model.safetensors").unlink()
    assert Embedder(str(folder)).encode_query("收到多少件").shape == (32,)
