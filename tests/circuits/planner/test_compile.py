"""What is compiled ahead, and where it is kept."""

import importlib
import pkgutil
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from circuits.planner import compile as compiled
from circuits.planner import search
from circuits.planner.errors import ImpossibleDay
from circuits.planner.planning import plan
from circuits.planner.stop import Iterations
from tests.circuits.planner.random_problems import problem


def signatures() -> dict[str, int]:
    """Return for how many kinds of arguments each function of the search is compiled."""
    modules = [
        importlib.import_module(f"{search.__name__}.{module.name}")
        for module in pkgutil.iter_modules(search.__path__)
    ]
    return {
        f"{module.__name__}.{name}": len(function.signatures)
        for module in modules
        for name, function in vars(module).items()
        if hasattr(function, "signatures")
    }


def test_no_plan_needs_more_than_what_set_up_compiles() -> None:
    compiled.warm()
    before = signatures()
    assert before
    for seed in range(20):
        with suppress(ImpossibleDay):
            plan(problem(seed), Iterations(50))
    assert signatures() == before


def test_other_sources_are_compiled_to_another_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sources = tmp_path / "planner"
    shutil.copytree(Path(compiled.__file__).parent, sources)
    monkeypatch.setattr(compiled, "__file__", str(sources / "compile.py"))
    before = compiled.folder(tmp_path)
    assert compiled.folder(tmp_path) == before
    with (sources / "search" / "ruin.py").open("a") as file:
        file.write("# another way\n")
    assert compiled.folder(tmp_path) != before
