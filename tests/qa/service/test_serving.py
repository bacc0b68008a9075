"""Serving: the model is loaded before it is asked for."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import BaogaoError
from index.embedding import Embedder
from qa.service.serving import listen, warm_up
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


def test_a_taken_port_is_said_in_words() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BaogaoError, match=f"{port} 上提供服务：端口已被别的程序占用"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.7", "host.invalid"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(BaogaoError, match="地址；请用 --port"):
        listen(host, 0)
