"""Imports that people ask for: files received, checked by a dry run, then imported, all or none.

What an import does is `billing/importing`; here is what is kept of one between a request and the
next: its files, what the check found, how far it is, who asked for it.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from cadencia.billing import importing
from cadencia.billing.import_models import FileImport, ImportedFile
from cadencia.billing.importing import Manner, Outcome, Progress
from cadencia.billing.importing.progress import nobody_looks
from cadencia.billing.runs import Clock
from cadencia.interchange.tables.contract_columns import BY_NAME
from cadencia.interchange.tables.locales import LOCALES
from cadencia.interchange.tables.reading import MAX_JSON, MAX_SIZE
from cadencia.parties.access import Actor, NotAllowed, Permission, acting, require
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, refuse_if_any

log = logging.getLogger(__name__)

MOST_FILES = 20
AT_ONCE = 150_000  # bytes that a request checks and imports itself
MOST_PROBLEMS = 5_000  # that are kept
KEPT = timedelta(days=7)  # files that nobody imported
SUFFIXES = (*sorted({*MAX_SIZE, ".json", ".jsonl", ".ndjson"}),)
MEGABYTE = 1_000_000

OPEN = ("waiting", "checking", "checked", "refused", "importing", "failed")
UNDER_WAY = ("checking", "importing")
NOT_ALLOWED = "not_allowed"


class NoSuchImport(Exception):
    """The company has no import of that number, or its files are gone."""


class NotChecked(Exception):
    """An import is made once its check found nothing wrong."""


class Received(NamedTuple):
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How files are read: numbers and dates of `locale`, what sheets hold if names don't tell.

    `language` is that of the sentences about them.
    """

    locale: str = "es"
    language: str = "es"
    kind: str = ""


def receive(files: Sequence[Received], how: How, *, at: datetime, by: Actor) -> FileImport:
    """Keep files to be checked and imported.

    :raises NotAllowed: if the actor may bring neither masters nor contracts.
    :raises ValuesRefused: with all that is wrong with the files as such.
    """
    _require_either(by)
    refuse_if_any([*_problems(files, how)])
    with acting(by):
        row = FileImport.objects.create(
            company_id=by.company_id,
            user_id=by.user_id,
            name=by.name,
            channel=by.channel,
            created_at=at,
            locale=how.locale,
            language=how.language,
            kind=how.kind,
            files=[{"name": each.name, "size": len(each.content)} for each in files],
        )
        for position, each in enumerate(files):
            ImportedFile.objects.create(
                company_id=by.company_id,
                file_import=row,
                position=position,
                name=each.name,
                content=each.content,
            )
    return row


def check(
    import_id: int, *, clock: Clock, by: Actor, progress: Progress = nobody_looks
) -> FileImport:
    """Do an import and take it back; keep what it would have done, or all that is wrong.

    :raises NoSuchImport: if there is none, or its files are gone.
    :raises NotAllowed: if the actor may not bring what the files hold.
    """
    row = _begun(import_id, "checking", OPEN, by)
    outcome = _outcome(row, Manner(at=clock(), dry_run=True, progress=progress, **_how(row, by)))
    row.state = "refused" if outcome.problems else "checked"
    row.checked_at = clock()
    return _ended(row, outcome, by)


def carry_out(
    import_id: int, *, clock: Clock, by: Actor, progress: Progress = nobody_looks
) -> FileImport:
    """Import what was checked: all of it, or nothing if anything is wrong by now.

    :raises NoSuchImport: if there is none, or its files are gone.
    :raises NotChecked: if it wasn't checked, or the check found something wrong.
    :raises NotAllowed: if the actor may not bring what the files hold.
    """
    row = _begun(import_id, "importing", ("checked", "importing"), by)
    outcome = _outcome(row, Manner(at=clock(), progress=progress, **_how(row, by)))
    row.state = "imported" if outcome.written else "refused"
    if outcome.written:
        row.imported_at = clock()
    return _ended(row, outcome, by)


def find(import_id: int, *, by: Actor) -> FileImport:
    """Return an import of the company.

    :raises NoSuchImport: if there is none of that number.
    """
    require(by, Permission.READ)
    found = FileImport.objects.filter(company_id=by.company_id, pk=import_id).first()
    if found is None:
        raise NoSuchImport(import_id)
    return found


def listed(*, before: int | None = None, limit: int = 50, by: Actor) -> list[FileImport]:
    """Return imports of the company, the latest first; `before` is the number of one."""
    require(by, Permission.READ)
    mine = FileImport.objects.filter(company_id=by.company_id).defer("problems")
    if before is not None:
        mine = mine.filter(pk__lt=before)
    return list(mine.order_by("-pk")[:limit])


def is_small(row: FileImport) -> bool:
    """Say whether a request has time for the import itself."""
    return sum(int(each["size"]) for each in row.files) <= AT_ONCE


def discard(import_id: int, *, by: Actor) -> FileImport:
    """Delete the files of an import that won't be made; that it was asked for stays told.

    :raises NoSuchImport: if there is none of that number.
    """
    _require_either(by)
    with acting(by):
        row = find(import_id, by=by)
        ImportedFile.objects.filter(file_import=row).delete()
        return row


def fail(import_id: int, why: str, *, by: Actor) -> None:
    """Say that an import ended by an error that nobody foresaw: nothing was written.

    One that hadn't begun stays as it was. `why` names the error, or that who asked may not import
    this any more (`NOT_ALLOWED`).

    :raises NoSuchImport: if there is none of that number.
    """
    _require_either(by)
    with acting(by):
        find(import_id, by=by)
        mine = FileImport.objects.filter(company_id=by.company_id, pk=import_id)
        mine.update(failure=why)
        mine.filter(state__in=UNDER_WAY).update(state="failed")


def has_files(row: FileImport) -> bool:
    """Say whether the files of an import are still here."""
    return ImportedFile.objects.filter(file_import=row).exists()


def forget_old(*, at: datetime) -> int:
    """Delete files, of all companies, that nobody imported within a week."""
    old = ImportedFile.objects.filter(file_import__created_at__lt=at - KEPT)
    deleted, _by_table = old.delete()
    return deleted


def _require_either(by: Actor) -> None:
    if not {Permission.MASTERS, Permission.CONTRACTS} & by.permissions:
        raise NotAllowed(Permission.MASTERS)


def _problems(files: Sequence[Received], how: How) -> Iterator[Problem]:
    if not files:
        yield Problem("files", _("Choose at least one file."))
    if len(files) > MOST_FILES:
        sentence = _("Choose %(most)s files at most; put the rest in another import.")
        yield Problem("files", sentence % {"most": MOST_FILES})
    for each in files[:MOST_FILES]:
        yield from _file_problems(each)
    if how.locale not in LOCALES:
        yield Problem("locale", _("Choose how the files write numbers and dates."))
    if how.kind and how.kind not in BY_NAME:
        yield Problem("kind", _("Choose what the files hold from the list."))


def _file_problems(file: Received) -> Iterator[Problem]:
    suffix, places = Path(file.name).suffix.lower(), {"file": file.name}
    limit = MAX_SIZE.get(suffix, MAX_JSON)
    if suffix not in SUFFIXES:
        sentence = _("%(file)s: choose a workbook (.xlsx), a CSV file or a JSON file.")
        yield Problem("files", sentence % places)
    elif not file.content.strip():
        yield Problem("files", _("%(file)s: the file is empty; choose another one.") % places)
    elif len(file.content) > limit * MEGABYTE:
        sentence = _("%(file)s: a file may have %(limit)s MB at most; divide it.")
        yield Problem("files", sentence % {**places, "limit": limit})


def _begun(import_id: int, state: str, after: Sequence[str], by: Actor) -> FileImport:
    """Note that an import is under way, if it may be."""
    _require_either(by)
    with acting(by):
        row = find(import_id, by=by)
        if not has_files(row):
            raise NoSuchImport(import_id)
        told = {"state": state, "failure": "", "stage": "", "done": 0, "total": 0}
        mine = FileImport.objects.filter(pk=row.pk, company_id=by.company_id, state__in=after)
        if not mine.update(**told):
            raise NotChecked(import_id)
    row.state, row.failure = state, ""
    return row


def _how(row: FileImport, by: Actor) -> dict[str, Any]:
    return {
        "locale": row.locale,
        "language": row.language,
        "kind": row.kind or None,
        "by": by,
    }


def _outcome(row: FileImport, manner: Manner) -> Outcome:
    company = Company.objects.defer("logo").get(pk=row.company_id)
    with _on_disk(row) as paths:
        return importing.import_files(paths, company, manner)


@contextmanager
def _on_disk(row: FileImport) -> Iterator[list[Path]]:
    """Lay the files down under their names, each in a folder of its own, and take them away."""
    with TemporaryDirectory(prefix="cadencia-import-") as folder:
        paths = []
        for each in ImportedFile.objects.filter(file_import=row).order_by("position"):
            path = Path(folder, str(each.position), Path(each.name).name)
            path.parent.mkdir()
            path.write_bytes(bytes(each.content))
            paths.append(path)
        yield paths


def _ended(row: FileImport, outcome: Outcome, by: Actor) -> FileImport:
    """Keep what came of it; once it is imported the files aren't needed any more."""
    row.summary = {
        "created": dict(outcome.created),
        "updated": dict(outcome.updated),
        "unchanged": dict(outcome.unchanged),
        "rows": list(outcome.rows),
    }
    row.problems = [each.as_json() for each in outcome.problems[:MOST_PROBLEMS]]
    row.problem_count = len(outcome.problems)
    row.stage, row.done, row.total = "", 0, 0
    with acting(by), transaction.atomic():
        row.save()
        if row.state == "imported":
            ImportedFile.objects.filter(file_import=row).delete()
    return row
