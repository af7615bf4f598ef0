"""Many tables made at once, in a migration: one picture of the models, not one for each table.

Django draws every model that is related to a new one anew, after each `CreateModel`. Here all
models are related, by their company: the drawing took nine tenths of a first `migrate`.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """Create the tables of several models, which may refer to each other in a circle.

    Foreign keys between them are added by Django when the migration ends, and walls
    (`AddWall`) by a later one.
    """

    reversible = True
    serialization_expand_args = ["creations"]

    def __init__(self, creations: Sequence[CreateModel]) -> None:
        self.creations = creations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models; they are drawn when they are next asked for, all at once."""
        vars(state).pop("apps", None)  # a cached property: what is kept there would be redrawn
        for each in self.creations:
            each.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the tables in the order in which they are given."""
        for each in self.creations:
            each.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the tables, the last first."""
        for each in reversed(self.creations):
            each.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Return the sentence that `migrate` shows."""
        return f"Create {len(self.creations)} tables"
