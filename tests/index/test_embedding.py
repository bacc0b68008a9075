"""`Embedder`: shapes, settings, laziness, silence and the errors a person can act on."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.bundled_model import bundled_folder
from index.embedding import Embedder, Encoder
from index.model_files import RECORD, fingerprint_folder
from tests.encoders import HashingEncoder

PROBE = """
import sys
calls = []
def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        calls.append((event, args[1:]))
sys.addaudithook(watch)
from index.embedding import Embedder
assert "torch" not in sys.modules and "sentence_transformers" not in sys.modules
embedder = Embedder()
assert embedder.dim == 384 and embedder.fingerprint
assert "torch" not in sys.modules, "loaded before the first text"
assert embedder.encode_query("多少件").shape == (384,)
assert not calls, calls
"""


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def toy_folder(folder: Path) -> Path:
    """A folder with files, enough to be fingerprinted."""
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "tokenizer.json").write_text("{}")
    return folder


@pytest.mark.parametrize("encoder", [Embedder(), HashingEncoder()], ids=["e5", "hashing"])
def test_vectors_have_the_promised_shape(encoder: Encoder) -> None:
    texts = ["本年新收政府信息公开申请39件。", "", "x" * 3000]
    passages = encoder.encode_passages(texts)
    query = encoder.encode_query("收到多少件")
    assert passages.shape == (3, encoder.dim)
    assert query.shape == (encoder.dim,)
    assert passages.dtype == query.dtype == np.float32
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
    assert np.isclose(np.linalg.norm(query), 1, atol=1e-5)
    assert encoder.encode_passages([]).shape == (0, encoder.dim)
    assert len(encoder.fingerprint) == 64
    assert encoder.name


def test_order_and_batch_do_not_change_a_vector(embedder: Embedder) -> None:
    texts = ["申请", "主动公开政府信息的情况以及其他需要报告的事项", "2020年"]
    together = embedder.encode_passages(texts)
    alone = np.concatenate([embedder.encode_passages([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


def test_meaning_is_near(embedder: Embedder) -> None:
    passages = embedder.encode_passages(["全区共收到依申请公开39件。", "组织业务培训两次。"])
    scores = passages @ embedder.encode_query("收到多少件公开申请")
    assert scores[0] > scores[1]


def test_loads_late_quietly_and_without_network() -> None:
    bundled_folder()
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_setting_names_a_folder(monkeypatch: pytest.MonkeyPatch, embedder: Embedder) -> None:
    monkeypatch.setenv("BAOGAO_MODEL", str(bundled_folder()))
    named = Embedder()
    assert named.name == str(bundled_folder())
    assert named.fingerprint == embedder.fingerprint
    assert named.dim == embedder.dim


def test_missing_folder_is_said() -> None:
    with pytest.raises(ModelError, match="BAOGAO_MODEL"):
        Embedder("/does/not/exist").encode_query("问")


def test_name_of_nothing_is_said() -> None:
    with pytest.raises(ModelError, match="既不是模型目录也不是模型名"):
        Embedder("a b/c d/e").encode_query("问")


def test_folder_that_is_no_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="不能加载"):
        Embedder(str(toy_folder(tmp_path / "m"))).encode_query("问")


def test_fingerprint_follows_the_contents_alone(tmp_path: Path) -> None:
    first, second = toy_folder(tmp_path / "a"), toy_folder(tmp_path / "b")
    record = tmp_path / "records" / "a.json"
    before = fingerprint_folder(first, record)
    assert before == fingerprint_folder(second, tmp_path / "b.json")
    (first / "README.md").write_text("words")
    os.utime(first / "tokenizer.json", ns=(1, 1))
    assert fingerprint_folder(first, record) == before
    (first / "model.safetensors").write_bytes(b"WEIGHTS")
    assert fingerprint_folder(first, record) != before


def test_damaged_record_is_written_anew(tmp_path: Path) -> None:
    folder = toy_folder(tmp_path / "a")
    before = fingerprint_folder(folder, folder / RECORD)
    for damage in ["", "[]", '{"files": {"tokenizer.json": {}}}', '{"files": []}']:
        (folder / RECORD).write_text(damage)
        assert fingerprint_folder(folder, folder / RECORD) == before
        assert (folder / RECORD).read_text().startswith('{\n "files"')
