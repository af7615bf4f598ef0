"""The tables are those of the models, and every migration says what it does."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations import AddConstraint, AddIndex, CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from cadencia.parties.tables import CreateTables


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


def test_a_new_table_stands_whole_where_it_is_created():
    ours = {each.label for each in apps.get_app_configs() if each.name.startswith("cadencia.")}
    added_apart = []
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        created = _created(migration.operations)
        added_apart += [
            f"{app}.{name}: {each.model_name}"
            for each in migration.operations
            if app in ours
            and isinstance(each, AddConstraint | AddIndex)
            and each.model_name in created
        ]
    assert not added_apart


def _created(operations):
    creations = [each for each in operations if isinstance(each, CreateModel)]
    for each in operations:
        if isinstance(each, CreateTables):
            creations += each.creations
    return {each.name_lower for each in creations}


@pytest.mark.django_db
def test_tables_created_together_may_refer_to_each_other_and_go_again():
    state = ProjectState()
    creation = CreateTables(
        [
            CreateModel("Hen", [("id", _key()), ("egg", _reference("tests.Egg"))]),
            CreateModel("Egg", [("id", _key()), ("hen", _reference("tests.Hen"))]),
        ]
    )
    after = state.clone()
    creation.state_forwards("tests", after)
    with connection.schema_editor() as editor:
        creation.database_forwards("tests", editor, state, after)
    assert {"tests_hen", "tests_egg"} <= set(connection.introspection.table_names())
    with connection.schema_editor() as editor:
        creation.database_backwards("tests", editor, after, state)
    assert not {"tests_hen", "tests_egg"} & set(connection.introspection.table_names())


def _key():
    return models.BigAutoField(primary_key=True)


def _reference(to):
    return models.ForeignKey(to, models.CASCADE, related_name="+")
