"""Archives: whatever their bytes, files come out below the folder, or one refusal."""

import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.readers.archive import unpack
from tests.corpus.bombs import zipped

SEED = zipped({"年报/甲.txt": "甲".encode() * 50, "../up.txt": b"x", "/root.txt": b"y"})


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(SEED)), st.binary(max_size=6), st.integers(0, 6))))
def test_mutated_archives(changes: list[tuple[int, bytes, int]]) -> None:
    data = SEED
    for place, noise, cut in changes[:6]:
        data = data[:place] + noise + data[place + cut :]
    with TemporaryDirectory() as folder:
        path, target = Path(folder, "a.zip"), Path(folder, "in", "side")
        path.write_bytes(data)
        target.mkdir(parents=True)
        with suppress(SourceError):
            for _, place_below in json.loads(unpack(str(path), str(target))):
                assert (target / place_below).is_file()
        outside = [p for p in Path(folder).rglob("*") if p.is_file() and target not in p.parents]
        assert outside == [path]
