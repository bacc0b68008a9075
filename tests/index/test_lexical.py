"""BM25 over segmented passages."""

import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.report import Passage
from index.lexical import LexicalIndex, passage_to_terms, text_to_terms

TEXTS = ("主动公开政府信息39条", "行政复议结果纠正", "政府信息公开申请收到39件", "政务新媒体")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    passages = [Passage(str(n), "r", n, (), None, text) for n, text in enumerate(TEXTS)]
    LexicalIndex.build(
        tmp_path / "lexical",
        [(n, n // 2, passage_to_terms("年度报告", p)) for n, p in enumerate(passages)],
    )
    return tmp_path / "lexical"


def bm25(query: str) -> dict[int, float]:
    """The textbook formula with tantivy's constants, lengths not rounded."""
    documents = [passage_to_terms("年度报告", Passage("", "", 0, (), None, t)) for t in TEXTS]
    split = [document.split() for document in documents]
    mean = sum(map(len, split)) / len(split)
    scores: dict[int, float] = {}
    for term in dict.fromkeys(text_to_terms(query)):
        df = sum(term in words for words in split)
        idf = math.log(1 + (len(split) - df + 0.5) / (df + 0.5))
        for place, words in enumerate(split):
            tf = words.count(term)
            norm = 1.2 * (0.25 + 0.75 * len(words) / mean)
            if tf:
                scores[place] = scores.get(place, 0.0) + idf * tf * 2.2 / (tf + norm)
    return scores


@pytest.mark.parametrize("query", ["政府信息公开", "行政复议", "政府資訊 39", "年度报告"])
def test_scores_are_bm25(folder: Path, query: str) -> None:
    found = dict(LexicalIndex.open(folder).search(text_to_terms(query), 10))
    assert found == pytest.approx(bm25(query), rel=1e-4)


def test_best_first_and_no_more_than_k(folder: Path) -> None:
    index = LexicalIndex.open(folder)
    assert index.size == 4
    assert [p for p, _ in index.search(text_to_terms("收到申请"), 10)] == [2]
    assert len(index.search(text_to_terms("年度报告"), 3)) == 3


def test_filter_by_report_keeps_the_scores(folder: Path) -> None:
    index, terms = LexicalIndex.open(folder), text_to_terms("收到申请39")
    everywhere = dict(index.search(terms, 10))
    assert dict(index.search(terms, 10, reports=[1])) == pytest.approx({2: everywhere[2]})
    assert index.search(terms, 10, reports=[]) == []
    assert index.scores(terms, [0, 3]) == pytest.approx({0: everywhere[0]})


def test_words_that_do_not_occur_find_nothing(folder: Path) -> None:
    index = LexicalIndex.open(folder)
    assert index.search(text_to_terms("航天"), 10) == []
    assert index.search((), 10) == []


def test_title_and_headings_are_found(tmp_path: Path) -> None:
    passage = Passage("p", "r", 0, ("五、存在问题",), 1, "人手不足。")
    LexicalIndex.build(tmp_path / "x", [(0, 0, passage_to_terms("城东区2020年报告", passage))])
    index = LexicalIndex.open(tmp_path / "x")
    assert index.search(text_to_terms("存在问题"), 1)
    assert index.search(text_to_terms("城东区"), 1)


def test_opens_where_nothing_may_be_written(folder: Path) -> None:
    """Root may write anywhere, so another user opens it."""
    code = "import sys; from index.lexical import LexicalIndex as L; from pathlib import Path;"
    code += "print(L.open(Path(sys.argv[1])).search(['行政复议'], 5)[0][0])"
    command = [sys.executable, "-c", code, str(folder)]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root, and no setpriv to become somebody else")
        for path in (folder, *folder.parents[:3], *folder.iterdir()):
            path.chmod(0o755 if path.is_dir() else 0o644)
        command = [setpriv, "--reuid=65534", "--clear-groups", *command]
    else:
        folder.chmod(0o555)
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "TMPDIR": "/tmp"}
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env=environment
    )
    folder.chmod(0o755)
    assert done.stdout.strip() == "1", done.stderr


def test_pairs_find_what_a_longer_word_hides(folder: Path) -> None:
    terms = text_to_terms("行政复议39件")
    assert terms == ("行政复议", "39", "件", "行政", "政复", "复议", "议3", "9件")
    assert [p for p, _ in LexicalIndex.open(folder).search(text_to_terms("复议"), 10)] == [1]
