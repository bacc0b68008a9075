"""The shape of the code: imports run one way, modules stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = {"corpus": 0, "index": 1, "qa": 2, "ui": 3}
BACK = {("qa/commands/serve.py", "ui")}
"""The one edge against the direction: `serve` builds the interface that is built on qa."""
LONGEST = 300
LONGER: set[str] = set()
"""Modules that may be longer. Empty, and meant to stay so."""


def modules() -> list[Path]:
    folders = [name for name in LAYERS if (ROOT / name).is_dir()]
    return [*sorted(p for name in folders for p in (ROOT / name).rglob("*.py")), ROOT / "ui.py"]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        return [(node.module or "").split(".")[0]]
    return []


def edges_back(path: Path) -> Iterator[tuple[str, str]]:
    """Imports of a higher layer, wherever in the module they stand."""
    name = path.relative_to(ROOT).as_posix()
    own = LAYERS[name.split("/")[0].removesuffix(".py")]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for target in imported(node):
            if LAYERS.get(target, own) > own:
                yield name, target


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_run_one_way(path: Path) -> None:
    assert set(edges_back(path)) <= BACK


def test_edge_back_is_local_to_a_function() -> None:
    for name, target in BACK:
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
        top = [each for node in tree.body for each in imported(node)]
        inside = [each for node in ast.walk(tree) for each in imported(node)]
        assert target in inside
        assert target not in top


def test_modules_stay_small() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules()
    }
    assert {name for name, length in lengths.items() if length > LONGEST} == LONGER


def test_modules_say_what_they_hold() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []
