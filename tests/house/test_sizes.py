"""Knows how big a function, a class, a module may be, in every package."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = (
    *("activities", "api", "app", "benchmarks", "db", "domain", "graphs"),
    *("messaging", "routing", "telephony", "workflows"),
)
GENERATED = ROOT / "db" / "migrations" / "versions"
FUNCTION_LINES, MODULE_LINES, TEST_MODULE_LINES, PARAMETERS, PUBLIC_METHODS = 30, 300, 500, 5, 10

type_of_function = (ast.FunctionDef, ast.AsyncFunctionDef)


def sources() -> list[Path]:
    ours = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return [ROOT / "centralka", *(file for file in ours if GENERATED not in file.parents)]


def names(file: Path) -> str:
    return str(file.relative_to(ROOT))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, type_of_function))


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    asked = function.args
    named = [argument.arg for argument in (*asked.posonlyargs, *asked.args, *asked.kwonlyargs)]
    return len([name for name in named if name not in ("self", "cls")])


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the last line, without decorators and without the docstring."""
    docstring = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    told = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - told


def public_methods(owner: ast.ClassDef) -> int:
    methods = [node for node in owner.body if isinstance(node, type_of_function)]
    return len([method for method in methods if not method.name.startswith("_")])


def too_big(file: Path) -> list[str]:
    """Every breach in one module, each with its line."""
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = len(text.splitlines())
    found = [f"1: module of {lines} lines"] if lines > MODULE_LINES else []
    for function in functions(tree):
        if (size := body_lines(function)) > FUNCTION_LINES:
            found.append(f"{function.lineno}: {function.name} has {size} lines")
        if (count := parameters(function)) > PARAMETERS:
            found.append(f"{function.lineno}: {function.name} takes {count} parameters")
    owners = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found += [
        f"{o.lineno}: {o.name} has {public_methods(o)} methods"
        for o in owners
        if public_methods(o) > PUBLIC_METHODS
    ]
    if not ast.get_docstring(tree):
        found.append("1: does not open with what it knows")
    return found


@pytest.mark.parametrize("file", sources(), ids=names)
def test_module_stays_small_and_says_what_it_knows(file: Path):
    assert too_big(file) == []


@pytest.mark.parametrize("file", sorted((ROOT / "tests").rglob("*.py")), ids=names)
def test_test_module_stays_readable(file: Path):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= TEST_MODULE_LINES


@pytest.mark.parametrize("file", sources(), ids=names)
def test_no_module_has_a_name_that_says_nothing(file: Path):
    assert not {"utils", "util", "helpers", "helper", "common", "manager", "base"} & set(
        file.relative_to(ROOT).with_suffix("").parts
    )
