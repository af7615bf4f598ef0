"""Every reference between rows of a company is held by a composite foreign key."""

import pytest
from django.apps import apps
from django.db import connection, models

from cadencia.parties import walls

APPS = (
    "parties", "catalog", "contracts", "documents", "payments", "mailing", "billing", "api",
    "webhooks",
)  # fmt: skip
WALLS = [
    (model, field)
    for app in APPS
    for model in apps.get_app_config(app).get_models()
    for field in walls.walled_fields(model)
]


def constraints_of(table: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND convalidated",
            [table],
        )
        return dict(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "field"), WALLS, ids=[walls.wall_name(model, field) for model, field in WALLS]
)
def test_the_database_holds_the_reference(model, field):
    definition = constraints_of(model._meta.db_table)[walls.wall_name(model, field)]
    here, there = zip(*walls.wall_columns(field), strict=True)
    target = field.remote_field.model._meta.db_table
    assert definition == (
        f"FOREIGN KEY ({', '.join(here)}) REFERENCES {target}({', '.join(there)})"
    )


def test_no_reference_goes_around_the_wall():
    """Between rows of companies there is no other kind of foreign key."""
    free = {
        f"{model.__name__}.{field.name}"
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and not isinstance(field, walls.CompanyForeignKey)
        if field.name != "company" and field.remote_field.model.__name__ != "User"
    }
    assert free == set()


def test_every_table_knows_its_company():
    without = {
        model.__name__
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if not any(field.name == "company" for field in model._meta.local_fields)
    }
    # What signing in leaves behind belongs to a user, who may work in several companies.
    of_users = {"PasswordLink", "Preferences", "RecoveryCode", "SecondFactor", "SignInRefused"}
    assert without == {"User", "Company"} | of_users


@pytest.mark.django_db
def test_every_company_column_is_held_by_a_key():
    """Either its own foreign key, or a wall that is never null."""
    loose = set()
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            fields = {each.name: each for each in model._meta.local_fields}
            if "company" not in fields or fields["company"].db_constraint:
                continue
            if not any(not each.null for each in walls.walled_fields(model)):
                loose.add(model.__name__)
    assert loose == {"RunIssue"}  # its documents may go before their turn comes
