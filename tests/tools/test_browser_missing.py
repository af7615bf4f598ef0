"""Without a browser: skipped with a loud line, and failed where the continuous integration runs."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ONE = "tests/browser/test_frame.py::test_signing_in_by_keyboard"


def outcome_of(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", ONE]
    known = {**os.environ, "CI": "", "CADENCIA_CHROMIUM": "/nonexistent/chromium", **environment}
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)


def test_skipped_with_a_loud_line():
    done = outcome_of()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 skipped" in done.stdout
    assert "NO BROWSER, AND SO NO SCREEN IS TESTED: 1 tests were skipped" in done.stdout


def test_failed_in_the_continuous_integration():
    done = outcome_of(CI="true")
    assert done.returncode == 1
    assert "NoBrowser" in done.stdout
