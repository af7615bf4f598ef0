"""The second wall between companies: row-level security, for whoever serves people outside (US-6).

Every table with a `company_id` has a policy: a role that isn't the owner of the tables sees,
writes and deletes the rows of the company that the transaction names, and nothing where none is
named. `ROLE` is that role. It logs in nowhere: `behind_wall` puts a request on its side.

The policies are compared with the tables each time that the tables are brought up to date, so
that a new table can't be forgotten and a restored database mends itself. Only what differs is
changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

ROLE = "cadencia_application"
POLICY = "second_wall"
_LOCK = 0x0CADE2
_TRIES = 3

_COMPANY = "(SELECT NULLIF(current_setting('cadencia.company', true), '')::bigint)"
_OWN_ROWS = f"company_id = {_COMPANY}"

# Of users, those who work in the company and those who did: their names stand by what they did.
_ITS_USERS = f"""id IN (SELECT user_id FROM parties_membership WHERE company_id = {_COMPANY})
    OR id IN (SELECT (changes #>> '{{user_id,0}}')::bigint FROM parties_history
        WHERE company_id = {_COMPANY} AND owner_table = 'parties_membership'
        AND operation = 'delete')"""  # noqa: S608 - nothing in it comes from outside

CONDITIONS: Mapping[str, str] = MappingProxyType(
    {
        "parties_company": f"id = {_COMPANY}",
        "parties_user": _ITS_USERS,
    }
)
"""What the role sees of tables that have no `company_id`."""

_ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")

RIGHTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "parties_company": ("SELECT", "UPDATE"),
        "parties_user": ("SELECT",),
        "parties_membership": ("SELECT",),
        "parties_history": ("SELECT",),  # the triggers write it, with the rights of the owner
        "parties_credentialsgiven": (),  # looked at before the company is known
        "parties_credentialsrefused": (),
        "api_token": ("SELECT", "INSERT", "UPDATE"),  # kept by administrators; never deleted
        "api_requestcount": (),
    }
)
"""What the role may do with a table; with one that isn't here, all four things."""

_TABLES = """
SELECT c.relname, c.relrowsecurity, obj_description(p.oid, 'pg_policy')
FROM pg_class AS c LEFT JOIN pg_policy AS p ON p.polrelid = c.oid AND p.polname = %(policy)s
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  AND (c.relname = ANY(%(named)s) OR EXISTS (
      SELECT FROM pg_attribute AS a
      WHERE a.attrelid = c.oid AND a.attname = 'company_id' AND NOT a.attisdropped))
ORDER BY c.relname
"""

_DEFERRING = """
SELECT p.oid::regprocedure, current_schema() FROM pg_proc AS p
WHERE p.pronamespace = current_schema()::regnamespace AND NOT p.prosecdef
  AND p.proname LIKE 'procrastinate\\_defer\\_jobs\\_v%'
"""

_MAY_USE_SCHEMA = """
SELECT current_schema(), has_schema_privilege(%s, current_schema(), 'USAGE')
"""

_SEQUENCES = """
SELECT s.relname
FROM pg_depend AS d
JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
JOIN pg_class AS c ON c.oid = d.refobjid
WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
  AND d.deptype IN ('a', 'i') AND c.relname = ANY(%(tables)s)
  AND c.relnamespace = current_schema()::regnamespace
  AND CASE WHEN s.relkind = 'S' THEN NOT (has_sequence_privilege(%(role)s, s.oid, 'USAGE')
      AND has_sequence_privilege(%(role)s, s.oid, 'SELECT')) END
ORDER BY s.relname
"""

_HELD = """
SELECT c.relname,
       ARRAY(SELECT r FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS r
             WHERE has_table_privilege(%(role)s, c.oid, r))
FROM pg_class AS c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%(tables)s)
"""

# Databases of one server share their roles, and may be made at the same moment.
_MAKE_ROLE = f"""
DO $$ BEGIN
    CREATE ROLE {ROLE} NOLOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$"""
_JOIN_ROLE = f"""
DO $$ BEGIN
    EXECUTE format('GRANT {ROLE} TO %I', current_user);
EXCEPTION WHEN insufficient_privilege OR unique_violation OR internal_error THEN NULL;
END $$"""

_ROLE_FACTS = """
SELECT r.rolsuper OR r.rolbypassrls, pg_has_role(current_user, r.oid, %s)
FROM pg_roles AS r WHERE r.rolname = %s
"""
_SET_IS_A_RIGHT = 160000  # since PostgreSQL 16 a member may be one that can't SET ROLE


def raise_wall() -> None:
    """Put up what is missing of the wall; call it whenever tables may have changed.

    Where the login may not make roles the policies stand nevertheless, and `wanting` says what
    a superuser has to do.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for statement in [*_policies(cursor), *_doors(cursor)]:
            cursor.execute(statement)
        if _has_role(cursor):
            for statement in list(_grants(cursor)):
                cursor.execute(statement)


def wanting() -> list[str]:
    """Return what keeps the wall from standing, a sentence each; nothing: it stands."""
    with connection.cursor() as cursor:
        if not _tables(cursor):
            return [_("there are no tables yet; run: cadencia migrate")]
        sentences = list(_role_wanting(cursor))
        if (
            any(_policies(cursor))
            or any(_doors(cursor))
            or (not sentences and any(_grants(cursor)))
        ):
            sentences.append(_("tables without it; run: cadencia migrate"))
    return sentences


def rights_on(table: str) -> tuple[str, ...]:
    """Return what the role may do with a table."""
    return RIGHTS.get(table, _ALL)


def walled_tables() -> list[str]:
    """Return the tables that have, or should have, a policy."""
    with connection.cursor() as cursor:
        return [table for table, _is_on, _kept in _tables(cursor)]


def _tables(cursor: Any) -> list[tuple[str, bool, str | None]]:
    cursor.execute(_TABLES, {"policy": POLICY, "named": list(CONDITIONS)})
    return list(cursor.fetchall())


def _policies(cursor: Any) -> Iterator[str]:
    """Return the statements that give each table its policy, where it has none or an old one."""
    for table, is_on, kept in _tables(cursor):
        condition = CONDITIONS.get(table, _OWN_ROWS)
        if kept != condition:
            quoted = condition.replace("'", "''")
            yield f'DROP POLICY IF EXISTS {POLICY} ON "{table}"'
            yield f'CREATE POLICY {POLICY} ON "{table}" USING ({condition})'
            yield f"COMMENT ON POLICY {POLICY} ON \"{table}\" IS '{quoted}'"
        if not is_on:
            yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'


def _grants(cursor: Any) -> Iterator[str]:
    """Return the statements that give the role what it is missing, and take what is too much."""
    tables = [table for table, _is_on, _kept in _tables(cursor)]
    cursor.execute(_MAY_USE_SCHEMA, [ROLE])
    schema, may_use = cursor.fetchone()
    if not may_use:
        yield f'GRANT USAGE ON SCHEMA "{schema}" TO {ROLE}'
    cursor.execute(_HELD, {"role": ROLE, "tables": tables})
    for table, held in cursor.fetchall():
        wanted = set(rights_on(table))
        if lacking := sorted(wanted - set(held)):
            yield f'GRANT {", ".join(lacking)} ON "{table}" TO {ROLE}'
        if beyond := sorted(set(held) - wanted):
            yield f'REVOKE {", ".join(beyond)} ON "{table}" FROM {ROLE}'
    filled = [each for each in tables if "INSERT" in rights_on(each)]
    cursor.execute(_SEQUENCES, {"role": ROLE, "tables": filled})
    for (sequence,) in cursor.fetchall():
        yield f'GRANT USAGE, SELECT ON SEQUENCE "{sequence}" TO {ROLE}'


def _doors(cursor: Any) -> Iterator[str]:
    """Return the statements that let the role leave jobs, without a right to see the queue.

    What tells jobs apart that wait already is a detail that PostgreSQL keeps from a role that
    may not see the rows.
    """
    cursor.execute(_DEFERRING)
    for function, schema in cursor.fetchall():
        yield f'ALTER FUNCTION {function} SECURITY DEFINER SET search_path = "{schema}", pg_temp'


def _has_role(cursor: Any) -> bool:
    """Make the role unless it is there, and let this login take it; say whether it is there."""
    for _try in range(_TRIES):
        facts = _role_facts(cursor)
        if facts is None:
            cursor.execute(_MAKE_ROLE)
        elif not facts[1]:
            cursor.execute(_JOIN_ROLE)
        else:
            break
    return _role_facts(cursor) is not None


def _role_facts(cursor: Any) -> tuple[bool, bool] | None:
    """Return whether the role passes every wall, and whether this login may take it."""
    version = connection.connection.info.server_version
    right = "SET" if version >= _SET_IS_A_RIGHT else "MEMBER"
    cursor.execute(_ROLE_FACTS, [right, ROLE])
    found: tuple[bool, bool] | None = cursor.fetchone()
    return found


def _role_wanting(cursor: Any) -> Iterator[str]:
    facts = _role_facts(cursor)
    cursor.execute("SELECT quote_ident(current_user)")
    login = cursor.fetchone()[0]
    said = {"role": ROLE, "login": login}
    if facts is None:
        yield (
            _(
                "the login %(login)s may not make roles; as a superuser of the server run:"
                " CREATE ROLE %(role)s NOLOGIN NOINHERIT; GRANT %(role)s TO %(login)s;"
                " and then: cadencia migrate"
            )
            % said
        )
        return
    passes_walls, may_take = facts
    if passes_walls:
        yield (
            _(
                "the role %(role)s goes through walls; as a superuser of the server run:"
                " ALTER ROLE %(role)s NOSUPERUSER NOBYPASSRLS;"
            )
            % said
        )
    if not may_take:
        yield (
            _(
                "the login %(login)s may not take the role %(role)s; as a superuser of the server"
                " run: GRANT %(role)s TO %(login)s;"
            )
            % said
        )
