"""The files of the homework, each loaded by its path as the engine does it."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from grader.suite.recipe import Recipe
from tests.conftest import ROOT


def load(name: str) -> ModuleType:
    path = ROOT / "reference" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"_homework_{name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    return Recipe({step.__name__: step for step in load("network").STEPS})


@pytest.fixture(scope="session")
def cases() -> ModuleType:
    return load("cases")


@pytest.fixture(scope="session")
def misconceptions() -> ModuleType:
    return load("misconceptions")
