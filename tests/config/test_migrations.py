"""The tables are those of the models, and every migration says what it does."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
def test_the_models_have_no_change_without_a_migration(capsys):
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_template_was_migrated_to_the_last():
    call_command("migrate", check_unapplied=True, verbosity=0)


@pytest.mark.django_db
def test_sessions_read_what_is_committed_whatever_the_server_prefers():
    with connection.cursor() as cursor:
        cursor.execute("show transaction_isolation")
        assert cursor.fetchone() == ("read committed",)


def test_a_migration_has_a_name():
    named = re.compile(r"^\d{4}_[a-z][a-z0-9_]+$")
    ours = [each for each in apps.get_app_configs() if each.name.startswith("cadencia.")]
    files = [
        file
        for each in ours
        for file in Path(each.path, "migrations").glob("*.py")
        if file.stem != "__init__"
    ]
    assert files
    assert not [str(file) for file in files if not named.match(file.stem) or "_auto_" in file.stem]
