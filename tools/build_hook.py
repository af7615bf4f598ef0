"""Compile the translations when a package is built: without them it speaks English alone."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledMessages(BuildHookInterface[Any]):
    """Named by `pyproject.toml`; runs before the files of a wheel or an sdist are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what is missing or old."""
        sys.path.insert(0, str(Path(self.root) / "tools"))
        try:
            from compile_messages import compile_messages
        finally:
            sys.path.pop(0)
        compile_messages(Path(self.root) / "src" / "cadencia")
