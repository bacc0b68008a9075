"""One library of sample reports and one open service over it, for the tests of the web."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.web.service import REPORTS, SAMPLES, build, fill, serving


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library with three reports; only to be read."""
    files = [SAMPLES / name for name in REPORTS]
    return fill(tmp_path_factory.mktemp("web") / "library", *files)


@pytest.fixture(scope="session")
def site(library: Path) -> Iterator[str]:
    """The address of a service where everything is open and nothing limited."""
    with serving(build(library)) as url:
        yield url


@pytest.fixture
def web(site: str) -> Iterator[httpx.Client]:
    """A client of that service."""
    with httpx.Client(base_url=site, timeout=60) as client:
        yield client
