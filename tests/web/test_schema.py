"""The whole OpenAPI description against the service: schemathesis, a sample of it here.

`make faults` sets BAOGAO_CASES to try many more. What is found must be no fault of the
server's and exactly what the description says.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation

from tests.web.service import build

CASES = int(os.environ.get("BAOGAO_CASES", "4"))
"""Cases a route in each mode; there are fourteen routes."""
LEFT_OUT = frozenset(
    {
        # A question without words, a cursor of another list or a fact that is not held is
        # refused by its meaning, which no schema can state.
        "positive_data_acceptance",
    }
)


@pytest.fixture(scope="module")
def operations(library: Path) -> list[APIOperation[Any, Any, Any, Any]]:
    """Every route the service says it has."""
    # What is too long for a field may be too long for a body, and is refused as that.
    wrong = {"expected-statuses": ["400", "401", "404", "405", "413", "415", "422"]}
    config = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": wrong}})
    said = schemathesis.openapi.from_asgi("/openapi.json", build(library), config=config)
    return [found.ok() for found in said.get_all_operations() if isinstance(found, Ok)]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_route_keeps_what_it_promises(
    operations: list[APIOperation[Any, Any, Any, Any]], mode: GenerationMode
) -> None:
    chosen: list[Any] = CHECKS.get_by_names(
        [name for name in CHECKS.get_all_names() if name not in LEFT_OUT]
    )
    tried = 0

    def promise(case: schemathesis.Case[Any]) -> None:
        nonlocal tried
        tried += 1
        case.call_and_validate(checks=chosen)

    assert len(operations) == 14
    for operation in operations:
        settled = settings(
            max_examples=CASES,
            deadline=None,
            derandomize="BAOGAO_CASES" not in os.environ,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
            database=None,
        )
        # Where nothing is asked for, or any text will do, nothing can be wrong.
        with suppress(Unsatisfiable):
            settled(given(case=operation.as_strategy(generation_mode=mode))(promise))()
    assert tried > CASES * 5
