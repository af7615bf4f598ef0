"""Emptying the database between tests: only tables that hold something, in one statement."""

from django.db import connection

_KEPT = ("django_migrations", "django_content_type", "auth_permission")

_TABLES = """
SELECT c.oid::regclass::text FROM pg_class AS c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> ALL(%s)
"""


def empty_database() -> None:
    """Leave the database as the migrations left it."""
    name = str(connection.settings_dict["NAME"])
    assert name.startswith("test_"), f"{name} isn't the tests' own"
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [list(_KEPT)])
        tables = [each for (each,) in cursor.fetchall()]
        asked = ", ".join(f"EXISTS (SELECT FROM {each})" for each in tables)
        cursor.execute(f"SELECT {asked}")
        holds = cursor.fetchone()
        full = [table for table, is_full in zip(tables, holds, strict=True) if is_full]
        if full:
            cursor.execute("SET lock_timeout = '20s'")
            cursor.execute(f"TRUNCATE {', '.join(full)} RESTART IDENTITY CASCADE")
            cursor.execute("RESET lock_timeout")
