# ruff: noqa: S608 - the names of tables come from the database itself
"""Row-level security around every table, tried with SQL under the application's role (US-6)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

import cadencia
from cadencia.config import embedded_postgres
from cadencia.parties import second_wall

pytestmark = pytest.mark.django_db

ROLE = "cadencia_application"
MINE, THEIRS = 7001, 7002
IDS = {MINE: 8_000_001, THEIRS: 8_000_002}

VALUES = {
    "bigint": "7",
    "integer": "7",
    "smallint": "7",
    "numeric": "7",
    "boolean": "true",
    "date": "2026-03-15",
    "timestamp with time zone": "2026-03-15T10:00:00Z",
    "jsonb": "{}",
    "bytea": "x",
    "tsvector": "x",
}
"""What a column of a kind is filled with; texts are `x`, and lists are empty."""


def run(sql: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def changed(sql: str, *params: object) -> int:
    """Return how many rows a statement touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def company_tables() -> list[str]:
    found = run(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
        " AND a.attname = 'company_id' AND NOT a.attisdropped ORDER BY 1"
    )
    return [name for (name,) in found]


@contextmanager
def as_application(company: int | None) -> Iterator[None]:
    """Be the role for a while, as SQL by hand would, with a company said or none."""
    said = "" if company is None else str(company)
    run("SELECT set_config('role', %s, true), set_config('cadencia.company', %s, true)", ROLE, said)
    try:
        yield
    finally:
        run("SELECT set_config('role', 'none', true), set_config('cadencia.company', '', true)")


def refused(sql: str, *params: object) -> bool:
    """Say whether the database refuses a statement for want of a right or because of a policy."""
    try:
        with transaction.atomic():
            run(sql, *params)
    except DatabaseError as error:
        if error.__cause__.sqlstate == "42501":
            return True
        raise
    return False


# ------------------------------------------------------------------ what stands


def test_every_table_with_a_company_has_row_level_security_and_its_policy():
    tables = company_tables()
    assert len(tables) > 60
    walled = run(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE c.relrowsecurity AND p.polname = 'second_wall' AND p.polpermissive"
        " AND p.polcmd = '*' AND p.polroles = '{0}'"
    )
    assert set(tables) <= {name for (name,) in walled}


def test_no_table_has_a_policy_beside_it():
    """Several policies would let in what any of them lets in."""
    assert (
        run("SELECT polrelid::regclass::text FROM pg_policy GROUP BY 1 HAVING count(*) > 1") == []
    )


def test_the_role_can_do_nothing_by_itself():
    (facts,) = run(
        "SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit"
        " FROM pg_roles WHERE rolname = %s",
        ROLE,
    )
    assert facts == (False,) * 6
    assert run("SELECT 1 FROM pg_class WHERE relowner = %s::regrole", ROLE) == []


def test_the_role_reaches_no_table_that_has_no_policy():
    held = run(
        "SELECT c.relname, r FROM pg_class c,"
        " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) r"
        " WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = 'public'::regnamespace"
        " AND NOT c.relrowsecurity AND has_table_privilege(%s, c.oid, r)",
        ROLE,
    )
    assert held == []


def test_the_role_sees_no_credentials_and_writes_no_history():
    with as_application(MINE):
        assert refused("DELETE FROM api_token")
    for table in ("parties_credentialsgiven", "parties_credentialsrefused"):
        with as_application(MINE):
            assert refused(f"SELECT 1 FROM {table}")
    with as_application(MINE):
        assert refused("DELETE FROM parties_history")
        assert refused("UPDATE parties_membership SET role = 'administrator'")
        assert refused("TRUNCATE parties_customer")


# ------------------------------------------------------------------ rows of two companies


def value_of(kind: str, is_array: bool) -> str:
    return "{}" if is_array else VALUES.get(kind, "x")


def fill(table: str) -> None:
    """Give a table a row of each company, whatever its checks and triggers say of it."""
    columns = run(
        "SELECT a.attname, format_type(coalesce(nullif(t.typelem, 0), t.oid), NULL),"
        " t.typelem <> 0 AND t.typcategory = 'A',"
        " EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique"
        "  AND a.attnum = ANY(i.indkey))"
        " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped"
        " AND a.attgenerated = '' AND (a.attnotnull OR a.attname = 'company_id')",
        table,
    )
    for company, key in IDS.items():
        values = []
        for name, kind, is_array, is_key in columns:
            number = company if name == "company_id" else key
            by_number = name == "company_id" or (is_key and kind == "bigint")
            text = value_of(kind, is_array)
            text = str(key) if is_key and text == "x" else text
            values.append(str(number) if by_number else text)
        names = ", ".join(f'"{each[0]}"' for each in columns)
        places = ", ".join(["%s"] * len(columns))
        run(f"INSERT INTO {table} ({names}) VALUES ({places})", *values)


@pytest.fixture
def two_companies() -> list[str]:
    """Fill every table; no trigger runs meanwhile, no check and no key is looked after."""
    tables = company_tables()
    for table in tables:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for table, name in run(
        "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype IN ('c', 'f')"
        " AND conrelid::regclass::text = ANY(%s) AND conparentid = 0",
        tables,
    ):
        run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for table in tables:
        run(f"DELETE FROM {table}")
        fill(table)
    return tables


def mine_of(table: str) -> int:
    return run(f"SELECT count(*) FROM {table}")[0][0]


def copied(table: str, company: int) -> str:
    """Return the statement that copies the row that is seen, as one of a company."""
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, to_jsonb(r) ||"
        f" jsonb_build_object('company_id', {company}{keys_anew(table)}))).* FROM {table} r"
    )


ANEW = {
    "bigint": "9000001",
    "integer": "9",
    "smallint": "9",
    "numeric": "9",
    "date": "'2027-01-01'",
}


def keys_anew(table: str) -> str:
    """Return other values for the columns of keys, so that no key stands in the way."""
    columns = run(
        "SELECT DISTINCT a.attname, format_type(a.atttypid, NULL) FROM pg_index i"
        " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
        " WHERE i.indrelid = %s::regclass AND i.indisunique AND a.attname <> 'company_id'",
        table,
    )
    return "".join(f", '{name}', {ANEW.get(kind, repr('other'))}" for name, kind in columns)


def trespasses(table: str) -> Iterator[tuple[str, Callable[[], bool]]]:
    """Return what one tries with a table, and whether it was held off."""
    rights = second_wall.rights_on(table)
    move = f"UPDATE {table} SET company_id = {THEIRS}"
    if "SELECT" not in rights:
        yield "select", lambda: refused(f"SELECT 1 FROM {table}")
    else:
        yield "see mine alone", lambda: run(f"SELECT company_id FROM {table}") == [(MINE,)]
        yield (
            "look for theirs",
            lambda: run(f"SELECT 1 FROM {table} WHERE company_id = {THEIRS}") == [],
        )
    if "INSERT" in rights:
        yield "write as theirs", lambda: refused(copied(table, THEIRS))
        yield "write as nobody's", lambda: refused(copied(table, 0))
    elif "SELECT" in rights:
        yield "write", lambda: refused(copied(table, MINE))
    if "UPDATE" in rights:
        yield "give away", lambda: refused(move)
        yield (
            "change theirs",
            lambda: (
                changed(f"UPDATE {table} SET company_id = {MINE} WHERE company_id = {THEIRS}") == 0
            ),
        )
        yield "change mine", lambda: changed(f"UPDATE {table} SET company_id = {MINE}") == 1
    else:
        yield "change", lambda: refused(f"UPDATE {table} SET company_id = {MINE}")
    if "DELETE" in rights:
        yield (
            "delete theirs",
            lambda: changed(f"DELETE FROM {table} WHERE company_id = {THEIRS}") == 0,
        )
        yield "delete mine", lambda: changed(f"DELETE FROM {table}") == 1
    else:
        yield "delete", lambda: refused(f"DELETE FROM {table}")


def test_of_every_table_the_other_company_is_neither_seen_nor_touched(two_companies):
    let_through = []
    for table in two_companies:
        with as_application(MINE):
            let_through += [
                f"{table}: {what}" for what, is_held_off in trespasses(table) if not is_held_off()
            ]
        left = run(f"SELECT company_id FROM {table} WHERE company_id = {THEIRS}")
        if left != [(THEIRS,)]:
            let_through.append(f"{table}: theirs is gone")
    assert let_through == []


def test_where_no_company_is_said_nothing_is_seen_or_written(two_companies):
    let_through = []
    for table in two_companies:
        rights = second_wall.rights_on(table)
        with as_application(None):
            if "SELECT" in rights and mine_of(table):
                let_through.append(f"{table}: seen")
            if "UPDATE" in rights and changed(f"UPDATE {table} SET company_id = {MINE}"):
                let_through.append(f"{table}: changed")
            if "DELETE" in rights and changed(f"DELETE FROM {table}"):
                let_through.append(f"{table}: deleted")
    assert let_through == []
    with as_application(None):
        assert refused(
            "INSERT INTO catalog_pricelist (company_id, code, name) VALUES (%s, 'T', 'T')", MINE
        )


def test_one_writes_what_is_ones_own(two_companies):
    with as_application(MINE):
        for table in two_companies:
            if {"INSERT", "DELETE"} <= set(second_wall.rights_on(table)):
                again = copied(table, MINE).replace(f"FROM {table} r", "FROM gone r")
                with transaction.atomic():
                    assert changed(f"WITH gone AS (DELETE FROM {table} RETURNING *) {again}") == 1


def has_left(user: int, company: int) -> None:
    """Write what the history says of a role taken away in an earlier transaction."""
    run(
        "INSERT INTO parties_history (company_id, at, channel, transaction_id, table_name, row_id,"
        " owner_table, owner_id, operation, changes) VALUES (%s, now(), 'cli', 1,"
        " 'parties_membership', 1, 'parties_membership', 1, 'delete',"
        " jsonb_build_object('user_id', jsonb_build_array(%s::bigint, null)))",
        company,
        user,
    )


def test_another_company_and_its_people_are_not_there():
    from cadencia.parties.models import Company, User
    from cadencia.parties.people import Membership
    from tests.factories import a_company

    mine, theirs = a_company(), a_company()
    people = {}
    for company in (mine, theirs):
        people[company.pk] = User.objects.create(username=f"u{company.pk}", password="x")
        Membership.objects.create(company=company, user=people[company.pk], role="clerk")
    gone = User.objects.create(username="gone", password="x")
    Membership.objects.create(company=mine, user=gone, role="clerk")
    Membership.objects.filter(user=gone).delete()
    has_left(gone.pk, mine.pk)
    with as_application(mine.pk):
        assert list(Company.objects.values_list("pk", flat=True)) == [mine.pk]
        assert set(User.objects.values_list("pk", flat=True)) == {people[mine.pk].pk, gone.pk}
        assert changed("UPDATE parties_company SET name = 'x' WHERE id = %s", theirs.pk) == 0
    with as_application(None):
        assert not Company.objects.exists()
        assert not User.objects.exists()


def test_a_job_is_left_and_none_is_seen():
    defer = (
        "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('q', 't', 0, NULL, 'once', '{}', NULL)"
        "::procrastinate_job_to_defer_v1])"
    )
    with as_application(MINE):
        assert run(defer)
        with pytest.raises(IntegrityError) as twice, transaction.atomic():
            run(defer)
        assert "(once)" in twice.value.__cause__.diag.message_detail
        for statement in ("SELECT args FROM", "DELETE FROM", "UPDATE"):
            more = " SET args = '{}'" if statement == "UPDATE" else ""
            assert refused(f"{statement} procrastinate_jobs{more}")


# ------------------------------------------------------------------ how it is put up


def test_putting_it_up_again_changes_nothing():
    with connection.cursor() as cursor:
        assert list(second_wall._policies(cursor)) == []
        assert list(second_wall._grants(cursor)) == []
        assert list(second_wall._doors(cursor)) == []
    assert second_wall.wanting() == []


def test_what_was_taken_down_is_put_up_again():
    run("DROP POLICY second_wall ON parties_customer")
    run("ALTER TABLE catalog_item DISABLE ROW LEVEL SECURITY")
    run("COMMENT ON POLICY second_wall ON contracts_contract IS 'of an earlier version'")
    run(f"REVOKE SELECT ON documents_document FROM {ROLE}")
    run(f"GRANT DELETE ON parties_company TO {ROLE}")
    run("CREATE TABLE made_later (id bigint GENERATED BY DEFAULT AS IDENTITY, company_id bigint)")
    assert second_wall.wanting() == ["hay tablas sin él; se arregla con: cadencia migrate"]
    call_command("migrate", verbosity=0, interactive=False)
    assert second_wall.wanting() == []
    with as_application(MINE):
        assert changed("INSERT INTO made_later (company_id) VALUES (%s)", MINE) == 1
        assert refused("INSERT INTO made_later (company_id) VALUES (%s)", THEIRS)
        assert refused("DELETE FROM parties_company")


def test_the_embedded_server_makes_the_same_role():
    assert second_wall.ROLE == embedded_postgres.APPLICATION


def test_nothing_else_in_the_program_takes_or_leaves_a_role():
    source = Path(cadencia.__file__).parent
    sayings = re.compile(r"(?i)\b(re)?set\s+(local\s+|session\s+)?(role|session auth)|'role'")
    found = {
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if sayings.search(file.read_text(encoding="utf-8"))
    }
    assert found - {"parties/second_wall.py"} == {"parties/behind_wall.py"}
    stepping_out = {
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if "before_it(" in file.read_text(encoding="utf-8")
    }
    assert stepping_out == {"parties/behind_wall.py", "api/whoami.py"}
