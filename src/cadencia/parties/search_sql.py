"""What finds rows by a part of their text: operations for migrations.

Texts are compared without capitals and accents (`parties_plain`). PostgreSQL doesn't let an index
on a text serve a search behind the second wall, because `LIKE` isn't leak-proof; a function that
acts with the rights of the tables' owner may use it, and looks at the company of the wall alone
whatever it is asked. Without the extension pg_trgm the same is found, slowly.
"""

from django.db import migrations

# Those of Spain's languages: each further one costs as much again, and what isn't taken off is
# found as it is written.
_ACCENTS, _PLAIN = "áéíóúüñàèòïç", "aeiouunaeoic"

# Simple enough for PostgreSQL to write it out where it is called: five times as fast.
PLAIN = f"""
CREATE FUNCTION parties_plain(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(lower($1), '{_ACCENTS}', '{_PLAIN}')
"""

PATTERNS = r"""
CREATE FUNCTION parties_patterns(text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT '%' || regexp_replace(parties_plain(word), '([\\%_])', '\\\1', 'g') || '%'
    FROM unnest($1) AS word
)
"""

_TRIGRAMS = """
DO $do$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RAISE NOTICE 'Searches look through all rows: the extension pg_trgm is not to be had.';
END $do$"""

_INDEX = """
DO $do$ BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE INDEX {name} ON {table} USING gin (parties_plain({text}) gin_trgm_ops);
    END IF;
END $do$"""

_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}(company bigint, words text[], {third}) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path FROM CURRENT AS $like$
BEGIN
    IF company = COALESCE(NULLIF(current_setting('cadencia.company', true), '')::bigint, company)
    THEN
        RETURN QUERY EXECUTE $sql${query}$sql$ USING company, parties_patterns(words), {used};
    END IF;
END $like$"""

# Planned for what is asked, each time: how many items a word names changes the way to look.
_STEPS = """
CREATE OR REPLACE FUNCTION {name}(company bigint, words text[], {third}) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path FROM CURRENT
SET plan_cache_mode TO force_custom_plan AS $like$
DECLARE
    patterns text[] := parties_patterns(words);
    {declared}
BEGIN
    IF company <> COALESCE(NULLIF(current_setting('cadencia.company', true), '')::bigint, company)
    THEN
        RETURN;
    END IF;
    {steps}
END $like$"""


def trigrams() -> migrations.RunSQL:
    """Return the operation that brings the extension, where the login may."""
    return migrations.RunSQL(_TRIGRAMS, migrations.RunSQL.noop)


def made(sql: str, signature: str) -> migrations.RunSQL:
    """Return the operation that makes a function of that signature."""
    return migrations.RunSQL(sql, f"DROP FUNCTION {signature}")


def index(name: str, table: str, text: str) -> migrations.RunSQL:
    """Return the operation that makes the index of a text, an expression of the table's columns."""
    made_of = _INDEX.format(name=name, table=table, text=text)
    return migrations.RunSQL(made_of, f"DROP INDEX IF EXISTS {name}")


def function(name: str, query: str) -> migrations.RunSQL:
    """Return the operation that makes a function which finds rows of a company.

    The query takes the company as $1, the patterns of the words as $2, the first of which should
    be the rarest, and how many at most as $3.
    """
    written = _FUNCTION.format(name=name, query=query, third="most integer", used="most")
    return made(written, f"{name}(bigint, text[], integer)")


def better_function(name: str, query: str) -> migrations.RunSQL:
    """Return the operation that lets a function of these find the same by another query."""
    written = _FUNCTION.format(name=name, query=query, third="most integer", used="most")
    return migrations.RunSQL(written, migrations.RunSQL.noop)


def function_among(name: str, query: str) -> migrations.RunSQL:
    """Return the operation that makes a function which looks for words in some rows of a company.

    The query takes the company as $1, the patterns of the words as $2, and the ids as $3.
    """
    written = _FUNCTION.format(name=name, query=query, third="among bigint[]", used="among")
    return made(written, f"{name}(bigint, text[], bigint[])")


def in_steps(name: str, steps: str, third: str, declared: str = "") -> migrations.RunSQL:
    """Return the operation that makes a function which finds rows of a company in several steps.

    The steps know `company`, the `patterns` of the words, what the `third` parameter and what is
    `declared` names; they return by `RETURN QUERY`.
    """
    written = _STEPS.format(name=name, steps=steps, third=third, declared=declared)
    return made(written, f"{name}(bigint, text[], {third.split(maxsplit=1)[1]})")


def better_in_steps(name: str, steps: str, third: str, declared: str = "") -> migrations.RunSQL:
    """Return the operation that lets such a function find the same in other steps."""
    written = _STEPS.format(name=name, steps=steps, third=third, declared=declared)
    return migrations.RunSQL(written, migrations.RunSQL.noop)
