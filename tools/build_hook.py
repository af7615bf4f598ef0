"""Compile the translations when a package is built: without them it speaks English alone."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledMessages(BuildHookInterface[Any]):
    """Named by `pyproject.toml`; runs before the files of a wheel or an sdist are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what is missing or old."""
        root = Path(self.root)
        compiling = runpy.run_path(str(root / "tools" / "compile_messages.py"))
        compiling["compile_messages"](root / "src" / "cadencia")
