"""The demo's users: one of each role, who work in all of its companies."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from cadencia.cli.demo_steps import Steps
from cadencia.parties import people_services as people
from cadencia.parties.access import Role, administrator_of_machine
from cadencia.parties.models import Company, User

NAMES = {
    Role.ADMINISTRATOR: "demo",
    Role.MANAGER: "demo-responsable",
    Role.CLERK: "demo-oficina",
    Role.ACCOUNTANT: "demo-contable",
    Role.AUDITOR: "demo-auditor",
}
ADDRESS = "http://127.0.0.1:8000"


def made(companies: Sequence[Company], show: Steps) -> str:
    """Open the users that aren't there yet, in all the companies; return their password.

    It is made for this installation, and kept in its folder for who may read that.
    """
    password = _password(Path(settings.CADENCIA_HOME) / "demo_password")
    for role, name in NAMES.items():
        for company in companies:
            by = administrator_of_machine(company.pk)
            if not User.objects.filter(username=name).exists():
                people.create_user({"username": name}, password, role.value, by=by)
            else:
                people.grant_role(name, role.value, by=by)
    show.done("users", "", ", ".join(NAMES.values()))
    return password


def show_way_in(password: str, show: Steps) -> None:
    """Print how one comes into the back office."""
    name = NAMES[Role.ADMINISTRATOR]
    show.console.print()
    show.console.print(show.say("way_in", address=ADDRESS), style="bold", soft_wrap=True)
    show.console.print("  " + show.say("way_in_as", name=name, password=password), soft_wrap=True)


def _password(file: Path) -> str:
    """Return the password kept in a file that only its owner can read; make it the first time."""
    if file.exists():
        return file.read_text().strip()
    password = f"demo-{secrets.token_hex(4)}"
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(password)
    return password
