"""One library of all sample reports, built once for the tests of answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.library import Library
from qa.answerer import Answerer
from tests.encoders import HashingEncoder
from tests.qa.samples import REPORTS


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library that holds the sixteen sample reports; only to be read."""
    folder = tmp_path_factory.mktemp("samples")
    with Library.open(folder, create=True, encoder=HashingEncoder()) as library:
        results = library.ingest([REPORTS])
        assert {result.status for result in results} == {"added"}
        yield library


@pytest.fixture(scope="session")
def answerer(samples: Library) -> Answerer:
    """What answers questions over the sample reports."""
    return Answerer(samples)
