"""The history of every change, written by the database itself: SQL by hand is caught too (AG-11).

A migration says which tables are watched:

    operations = [Watch("contract", left_out=("version",)), Watch("contractline", "contract")]

Statement triggers compare the rows before and after and write what differs to
`parties_history`, with the user and the way in that `access.acting` told the database. What is
written of a new row depends on what it is:

* a row of its own (a contract, a customer): that it came to be, and no values; as long as the
  transaction lasts that made it, nothing more is written of it nor of what belongs to it,
  because nobody else has seen it otherwise than the transaction leaves it;
* a row that belongs to one (a line): its values, unless they are empty or false.
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from cadencia.parties.walls import table_of

_CHANGES = """
CREATE FUNCTION parties_changes(old jsonb, new jsonb, left_out text[], hidden text[])
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(
        key,
        CASE WHEN key = ANY(hidden) THEN '[]' ELSE jsonb_build_array(old -> key, new -> key) END
    )
    FROM jsonb_object_keys(COALESCE(new, old)) AS key
    WHERE key <> ALL(left_out)
      AND CASE WHEN old IS NULL OR new IS NULL
               THEN COALESCE(new, old) -> key NOT IN ('null', 'false', '""', '[]', '{}')
               ELSE old -> key IS DISTINCT FROM new -> key END
$$"""


# The rights are the owner's: who may change a contract needn't be able to write its history.
# The arguments of the trigger are the column of the company, that of the owner, the owner's
# table, the columns left out and those whose values are kept back; `$1` to `$9` follow USING.
_NOTE = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $note$
DECLARE
    differs text := 'true';
BEGIN
    {judge}
    EXECUTE format($sql$
        INSERT INTO parties_history (company_id, at, user_id, channel, transaction_id,
            table_name, row_id, owner_table, owner_id, operation, changes)
        SELECT company, clock_timestamp(), $4, $5, $6, $2, id,
            owner_table, owner_id, $3, COALESCE(changes, '{{}}')
        FROM (
            SELECT * FROM (
                SELECT *, CASE WHEN owner IS NULL THEN $2 ELSE $1 END AS owner_table,
                    COALESCE(owner, id) AS owner_id
                FROM ({rows}) AS touched
            ) AS owned
            WHERE {condition}
            OFFSET 0
        ) AS noted
        CROSS JOIN LATERAL (SELECT {changes} AS changes OFFSET 0) AS found
        WHERE $3 <> 'update' OR changes IS NOT NULL
    $sql$, TG_ARGV[0], TG_ARGV[1], differs)
    USING TG_ARGV[2], TG_TABLE_NAME::text, lower(TG_OP),
        NULLIF(current_setting('cadencia.user', true), '')::bigint,
        COALESCE(NULLIF(current_setting('cadencia.channel', true), ''), 'sql'),
        pg_current_xact_id()::text::bigint,
        TG_ARGV[3]::text[], TG_ARGV[3]::text[] || ARRAY['id', TG_ARGV[0], TG_ARGV[1]],
        TG_ARGV[4]::text[];
    RETURN NULL;
END $note$"""

_NOT_JUST_BORN = """NOT EXISTS (
                SELECT FROM parties_history AS birth
                WHERE birth.company_id = owned.company AND birth.owner_table = owned.owner_table
                  AND birth.owner_id = owned.owner_id AND birth.table_name = owned.owner_table
                  AND birth.operation = 'insert' AND birth.transaction_id = $6
                  AND birth.at >= now()
                OFFSET 0
            )"""
# A restored database may count transactions anew, whence the moment. `OFFSET 0`: asked row by row
# by the index. Joined, a table whose statistics are old would be read as a whole for each row.
_OF_ONE = "SELECT %1$I AS company, id, %2$I AS owner, to_jsonb(r) AS data FROM {table} AS r"
_OF_TWO = (
    "SELECT COALESCE(n.%1$I, o.%1$I) AS company, id, COALESCE(n.%2$I, o.%2$I) AS owner,"
    " to_jsonb(o) AS old, to_jsonb(n) AS new FROM before AS o FULL JOIN after AS n USING (id)"
)
# An act over many rows changes little of each, often nothing that is written: what differs is
# asked of the columns first, because making JSON of a row costs more than all the rest.
_OF_CHANGED = _OF_TWO + " WHERE %3$s"
_JUDGE = """IF EXISTS (SELECT FROM after OFFSET 100) THEN
        SELECT string_agg(format('o.%1$I IS DISTINCT FROM n.%1$I', attname), ' OR ')
        INTO differs FROM pg_attribute
        WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped
          AND attname <> ALL (TG_ARGV[3]::text[]);
    END IF;"""
_GIVEN = "parties_changes(NULL, data, $8, $9)"
_TAKEN = "parties_changes(data, NULL, $8, $9)"


def _note(name: str, rows: str, condition: str, changes: str, *, judge: str = "") -> str:
    return _NOTE.format(name=name, rows=rows, condition=condition, changes=changes, judge=judge)


FUNCTIONS = {
    "parties_changes(jsonb, jsonb, text[], text[])": _CHANGES,
    "parties_note_born()": _note(
        "parties_note_born", _OF_ONE.format(table="after"), "true", "NULL::jsonb"
    ),
    "parties_note_added()": _note(
        "parties_note_added", _OF_ONE.format(table="after"), _NOT_JUST_BORN, _GIVEN
    ),
    "parties_note_changed()": _note(
        "parties_note_changed",
        _OF_CHANGED,
        _NOT_JUST_BORN,
        "parties_changes(old, new, $7, $9)",
        judge=_JUDGE,
    ),
    "parties_note_removed()": _note(
        "parties_note_removed", _OF_ONE.format(table="before"), _NOT_JUST_BORN, _TAKEN
    ),
    "parties_note_gone()": _note(
        "parties_note_gone", _OF_ONE.format(table="before"), "true", _TAKEN
    ),
}
"""The functions behind the triggers, by signature. A change of one is a migration of its own."""


def functions() -> list[migrations.RunSQL]:
    """Return the operations that make the functions, in order."""
    return [
        migrations.RunSQL(sql, f"DROP FUNCTION {signature}") for signature, sql in FUNCTIONS.items()
    ]


def functions_anew() -> list[migrations.RunSQL]:
    """Return the operations that put the functions as they are now in place of earlier ones."""
    return [
        migrations.RunSQL(
            sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1),
            migrations.RunSQL.noop,
        )
        for sql in FUNCTIONS.values()
    ]


def never_changes(table: str) -> migrations.RunSQL:
    """Return the operation that lets rows into a table, and none be changed or taken out."""
    name = f"{table}_never_changes"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION parties_refuse_change()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Watch(Operation):
    """Write every change of a model's rows to the history.

    `owner` names the reference to what the row belongs to, in whose history it is found; empty:
    the row is found under itself, as it is where the reference is null. Changes of columns in
    `left_out` alone aren't written; of columns in `hidden` only that they changed: secrets
    belong there, and pictures.
    """

    reversible = True

    def __init__(
        self,
        model_name: str,
        owner: str = "",
        *,
        left_out: tuple[str, ...] = (),
        hidden: tuple[str, ...] = (),
    ) -> None:
        self.model_name = model_name
        self.owner = owner
        self.left_out = left_out
        self.hidden = hidden

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: a trigger isn't the model's business."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the triggers."""
        model = to_state.apps.get_model(app_label, self.model_name)
        table, arguments = table_of(model), self._arguments(model)
        for event, (transition, function) in self._events().items():
            schema_editor.execute(
                f'CREATE TRIGGER "{_trigger(table, event)}" AFTER {event.upper()} ON "{table}"'
                f" REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION"
                f" {function}({arguments})"
            )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the triggers."""
        table = table_of(from_state.apps.get_model(app_label, self.model_name))
        for event in self._events():
            schema_editor.execute(f'DROP TRIGGER "{_trigger(table, event)}" ON "{table}"')

    def describe(self) -> str:
        """Return the sentence that `migrate` shows."""
        return f"Write every change of {self.model_name} to the history"

    def _events(self) -> dict[str, tuple[str, str]]:
        new, old = "NEW TABLE AS after", "OLD TABLE AS before"
        return {
            "insert": (new, "parties_note_added" if self.owner else "parties_note_born"),
            "update": (f"{old} {new}", "parties_note_changed"),
            "delete": (old, "parties_note_removed" if self.owner else "parties_note_gone"),
        }

    def _arguments(self, model: type[models.Model]) -> str:
        fields = {each.name: each for each in model._meta.local_fields}  # noqa: SLF001
        company = "company_id" if "company" in fields else "id"  # a company is its own
        owner, owner_table = "id", table_of(model)
        if self.owner:
            reference = fields[self.owner]
            assert isinstance(reference, models.ForeignKey)  # noqa: S101 - a mistake there
            owner, owner_table = reference.attname, table_of(reference.remote_field.model)
        columns = (company, owner, owner_table, _array(self.left_out), _array(self.hidden))
        return ", ".join(f"'{each}'" for each in columns)


def _trigger(table: str, event: str) -> str:
    return f"{table}_note_{event}"


def _array(names: tuple[str, ...]) -> str:
    return f"{{{','.join(names)}}}"
