"""The console script `cadencia`.

`simulate` is answered before Typer is imported: that alone takes longer than its answer.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Answer the command line and return the exit code."""
    if sys.argv[1:2] == ["simulate"]:
        from cadencia.cli.simulate import main as simulate

        return simulate(sys.argv[2:])
    from cadencia.cli.main import app

    app()
    return 0
