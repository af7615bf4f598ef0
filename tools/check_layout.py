"""Refuse what the style forbids and no linter knows: see CONTRIBUTING.md.

Names that say nothing, files that hold two ideas, functions too long to be read at once,
migrations without a name.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "cadencia"
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "signals"}


def problems(folder: Path) -> Iterator[str]:
    """Return one sentence per problem below a folder."""
    for file in sorted(folder.rglob("*.py")):
        place = file.relative_to(ROOT)
        if {file.stem, *file.relative_to(folder).parts[:-1]} & NAMES_THAT_SAY_NOTHING:
            yield f"{place}: name the file after the idea that it holds"
        if "migrations" in file.parts:
            if "_auto_" in file.name:
                yield f"{place}: say in the name what the migration does"
            continue
        text = file.read_text(encoding="utf-8")
        lines = len(text.splitlines())
        if lines > LONGEST_FILE:
            yield f"{place}: {lines} lines hold two ideas; give each a file (limit {LONGEST_FILE})"
        yield from _long_functions(str(place), ast.parse(text))


def _long_functions(place: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - _first_line(node) + 1
            if lines > LONGEST_FUNCTION:
                yield (
                    f"{place}:{node.lineno}: {node.name} has {lines} lines "
                    f"(limit {LONGEST_FUNCTION})"
                )


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Where it begins to do something: a command's options and the docstring are no steps."""
    is_documented = ast.get_docstring(node) is not None and len(node.body) > 1
    return node.body[1 if is_documented else 0].lineno


if __name__ == "__main__":
    found = list(problems(SOURCE))
    print("\n".join(found) or "The layout is as it should be.")
    sys.exit(bool(found))
