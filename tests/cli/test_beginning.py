"""Every command opens the installation before it reads anything of it."""

import os
import subprocess
import sys


def test_no_command_reads_tables_before_it_opens_the_installation():
    """Elsewhere tests call commands where Django is set up already: they wouldn't see it."""
    clean = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.beginning"], capture_output=True, text=True, env=clean
    )
    assert (done.stdout, done.returncode) == ("", 0), done.stderr
