"""The wall between companies: every row knows its company, every reference carries it along.

A row refers to another by (company, id), so that the database itself refuses a reference from
one company to another's row, whoever writes it: a service, `COPY`, or the owner with SQL
(US-6). Django has no foreign keys of two columns; `CompanyForeignKey` declares one without a
constraint of its own and the migration operation `AddWall` adds the composite constraint.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ColumnPairs = tuple[tuple[str, str], ...]
"""Columns here and the columns there that they must equal."""


class CompanyForeignKey(models.ForeignKey[Any, Any]):
    """A reference to a row of the same company.

    `also` lists further (column here, column there) pairs that must agree. `walled_by` names
    another field of the model whose wall already contains this reference.
    """

    def __init__(
        self,
        to: Any,
        on_delete: Any,
        *,
        also: ColumnPairs = (),
        walled_by: str = "",
        **options: Any,
    ) -> None:
        self.also: ColumnPairs = tuple((here, there) for here, there in also)
        self.walled_by = walled_by
        options["db_constraint"] = False
        options.setdefault("related_name", "+")
        super().__init__(to, on_delete, **options)

    def deconstruct(self) -> tuple[Any, Any, Any, Any]:
        """Return what a migration writes down of the field."""
        name, path, arguments, options = super().deconstruct()
        options.pop("db_constraint", None)
        if self.also:
            options["also"] = self.also
        if self.walled_by:
            options["walled_by"] = self.walled_by
        return name, path, arguments, options


class CompanyOneToOne(CompanyForeignKey, models.OneToOneField[Any, Any]):
    """A reference to a row of the same company that is referred to once."""


def company_column() -> models.ForeignKey[Any, Any]:
    """Return the company of a row whose parent's wall already proves that it exists."""
    return models.ForeignKey(
        "parties.Company", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )


class CompanyOwned(models.Model):
    """A row that belongs to one company and can be referred to by (company, id)."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey("parties.Company", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["company", "id"], name="%(app_label)s_%(class)s_company_id"
            )
        ]


def table_of(model: type[models.Model]) -> str:
    """Return the name of the model's table."""
    return model._meta.db_table  # noqa: SLF001


def wall_name(model: type[models.Model], field: models.Field[Any, Any]) -> str:
    """Return the name of the constraint that holds the reference."""
    return f"{table_of(model)}_{field.column}_wall"


def wall_columns(field: CompanyForeignKey) -> ColumnPairs:
    """Return the pairs of columns that the composite foreign key compares."""
    own = "company_id" if _has_company(field.model) else "id"  # a company is its own
    return ((own, "company_id"), *field.also, (field.column, "id"))


def walled_fields(model: type[models.Model]) -> list[CompanyForeignKey]:
    """Return the references of the model that need a composite foreign key of their own."""
    fields = model._meta.local_fields  # noqa: SLF001 - Django's documented way in
    return [each for each in fields if isinstance(each, CompanyForeignKey) and not each.walled_by]


def _has_company(model: type[models.Model]) -> bool:
    fields = model._meta.local_fields  # noqa: SLF001
    return any(each.name == "company" for each in fields)


class AddWall(Operation):
    """Add the composite foreign key of one `CompanyForeignKey`.

    The constraint isn't deferrable on purpose: the reference must be checked, and its target
    locked, when the statement ends, before the triggers look at what was referred to.
    """

    reversible = True

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name = model_name
        self.name = name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: the model already declares the reference."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Add the constraint to the table."""
        model, field = self._field(app_label, to_state)
        here, there = zip(*wall_columns(field), strict=True)
        target = table_of(field.remote_field.model)
        schema_editor.execute(
            f'ALTER TABLE "{table_of(model)}" ADD CONSTRAINT "{wall_name(model, field)}"'
            f' FOREIGN KEY ({", ".join(here)}) REFERENCES "{target}" ({", ".join(there)})'
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the constraint."""
        model, field = self._field(app_label, from_state)
        schema_editor.execute(
            f'ALTER TABLE "{table_of(model)}" DROP CONSTRAINT "{wall_name(model, field)}"'
        )

    def describe(self) -> str:
        """Return the sentence that `migrate` shows."""
        return f"Wall {self.model_name}.{self.name} to its company"

    def _field(
        self, app_label: str, state: ProjectState
    ) -> tuple[type[models.Model], CompanyForeignKey]:
        model = state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)  # noqa: SLF001
        assert isinstance(field, CompanyForeignKey)  # noqa: S101 - a mistake in the migration
        return model, field
