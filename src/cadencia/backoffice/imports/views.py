"""Imports: files sent, checked row by row, imported all or none; and those that were made."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cadencia.backoffice.clock import clock
from cadencia.backoffice.forms import problems
from cadencia.backoffice.imports import answers
from cadencia.backoffice.imports.forms import ImportForm
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.billing import file_imports, import_task
from cadencia.billing.file_imports import (
    UNDER_WAY,
    How,
    NoSuchImport,
    NotChecked,
    Received,
)
from cadencia.billing.import_models import FileImport
from cadencia.parties.access import Permission
from cadencia.parties.problems import ValuesRefused

SHOWN = 25
MOST_ROWS = 200  # rows or problems on the page; the file has all problems that are kept


class Imports(OfficeView):
    """Send files, and see what was imported before."""

    template_name = "backoffice/imports/list.html"
    title = gettext_lazy("Import")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form and the imports made, the latest first."""
        language = (get_language() or "es")[:2]
        return self.page(form=ImportForm(initial={"locale": language}), **self._listed())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the files and check them: at once if they are small, else by a job."""
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            said = form.cleaned_data
            how = How(
                locale=said["locale"],
                language=(get_language() or "es")[:2],
                kind=said["kind"],
            )
            files = [Received(each.name or "", each.read()) for each in said["files"]]
            try:
                row = file_imports.receive(files, how, at=self.now, by=self.actor)
            except ValuesRefused as refused:
                problems.show(form, refused)
            else:
                _check(row, self)
                return redirect("office:import", row.pk)
        return self.refused(form=form, **self._listed())

    def _listed(self) -> dict[str, Any]:
        before = self.request.GET.get("before", "")
        found = file_imports.listed(
            before=int(before) if before.isdecimal() else None, limit=SHOWN + 1, by=self.actor
        )
        return {
            "imports": [answers.told(each) for each in found[:SHOWN]],
            "after": f"?before={found[SHOWN - 1].pk}" if len(found) > SHOWN else "",
            "may_import": bool({Permission.MASTERS, Permission.CONTRACTS} & self.actor.permissions),
        }


class _OneImport(OfficeView):
    """What the pages of one import share."""

    def row(self) -> FileImport:
        """Return the import of the address."""
        try:
            return file_imports.find(self.kwargs["number"], by=self.actor)
        except NoSuchImport:
            raise self.nothing_here() from None

    def told(self) -> dict[str, Any]:
        """Return what the page and its part show."""
        row = self.row()
        told = answers.told(row)
        rows = answers.rows(row) if row.state != "refused" else []
        return {
            "row": row,
            "told": told,
            "rows": rows[:MOST_ROWS],
            "more_rows": sum(new + changed for _, new, changed, _ in told.counts) - MOST_ROWS,
            "is_under_way": row.state in (*UNDER_WAY, "waiting"),
            "has_files": file_imports.has_files(row),
            "problems": row.problems[:MOST_ROWS],
            "columns": answers.columns(row),
            "may_import": bool({Permission.MASTERS, Permission.CONTRACTS} & self.actor.permissions),
        }


class Import(_OneImport):
    """One import: what its check found, what it did."""

    template_name = "backoffice/imports/one.html"

    def crumbs(self) -> list[Crumb]:
        """Return the way to the page."""
        return [Crumb(_("Import"), "/imports/")]

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show the import."""
        return self.page(title=_("Import %(number)s") % {"number": number}, **self.told())


class ImportState(_OneImport):
    """The part of the page that changes while a job is at it."""

    template_name = "backoffice/imports/state.html"

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show how far it is."""
        if not self.is_partial:
            return redirect("office:import", number)
        return self.page(**self.told())


class ImportAct(_OneImport):
    """Check once more, import, or let the files go."""

    def post(self, request: HttpRequest, number: int, act: str) -> HttpResponse:
        """Do it: at once if the files are small, else by a job."""
        row = self.row()
        try:
            match act:
                case "check":
                    _check(row, self)
                case "carry-out":
                    _carry_out(row, self)
                case "discard":
                    file_imports.discard(number, by=self.actor)
                    return self.done(_("The files were deleted."), "office:imports")
                case _:
                    raise self.nothing_here()
        except (NoSuchImport, NotChecked):
            pass  # done meanwhile by somebody else: the page says so
        return redirect("office:import", number)


class ImportProblems(_OneImport):
    """All problems of an import as a file."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Send the problems that are kept."""
        suffix = request.GET.get("format", "xlsx")
        if suffix not in answers.FORMATS:
            raise self.nothing_here()
        language = (get_language() or "es")[:2]
        content = answers.problems_file(self.row(), suffix, language)
        name = f"{_('problems')}-{number}.{suffix}"
        return HttpResponse(
            content,
            content_type=answers.FORMATS[suffix],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _check(row: FileImport, view: OfficeView) -> None:
    if file_imports.is_small(row):
        file_imports.check(row.pk, clock=clock(), by=view.actor)
    else:
        import_task.defer_check(row, by=view.actor)


def _carry_out(row: FileImport, view: OfficeView) -> None:
    if file_imports.is_small(row):
        file_imports.carry_out(row.pk, clock=clock(), by=view.actor)
    else:
        import_task.defer_import(row, by=view.actor)
