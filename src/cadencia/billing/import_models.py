"""Imports that people ask for: their files until they are done with, and what came of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned

IMPORT_STATES = ("waiting", "checking", "checked", "refused", "importing", "imported", "failed")
"""`checked`: a dry run found nothing wrong; `refused`: it, or the import, found problems."""


class FileImport(CompanyOwned):
    """One import: checked first, then made, all of it or nothing (US-4).

    `summary` says how many of each kind are new, changed, equal, and under `rows` what becomes of
    the first of them, row by row. `problems` holds the first of
    them, `problem_count` how many there are. `done` of `total` is how far the stage is.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.TextField(blank=True, default="")  # of who asked for it
    channel = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    locale = models.TextField(default="es")
    language = models.TextField(default="es")
    kind = models.TextField(blank=True, default="")
    state = models.TextField(default="waiting")
    files = models.JSONField(default=list, blank=True)  # name, size in bytes
    summary = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    problem_count = models.IntegerField(default=0)
    failure = models.TextField(blank=True, default="")  # what nobody foresaw, or who may not
    stage = models.TextField(blank=True, default="")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.one_of("state", IMPORT_STATES),
            columns.one_of("locale", ("es", "en")),
            columns.one_of("language", ("es", "en")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class ImportedFile(CompanyOwned):
    """A file of an import, kept until it is imported or forgotten."""

    file_import = CompanyForeignKey(
        FileImport, models.CASCADE, related_name="contents", db_index=False
    )
    position = models.SmallIntegerField()
    name = models.TextField()
    content = models.BinaryField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["file_import", "position"], name="billing_importedfile_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
