"""Exports: what an import reads, written as files."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy

from cadencia.backoffice.imports.forms import ExportForm
from cadencia.backoffice.sheet_files import XLSX
from cadencia.backoffice.views import OfficeView
from cadencia.billing import exporting
from cadencia.billing.exporting.files import Format, Target
from cadencia.billing.exporting.records import KINDS


class Export(OfficeView):
    """Choose what to write, and take it."""

    template_name = "backoffice/imports/export.html"
    title = gettext_lazy("Export")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what may be exported; with `format` in the address, send it."""
        if "format" not in request.GET:
            language = (get_language() or "es")[:2]
            initial = {"locale": language, "kinds": list(KINDS), "format": "xlsx"}
            return self.page(form=ExportForm(initial=initial))
        form = ExportForm(request.GET)
        if not form.is_valid():
            return self.refused(form=form)
        said = form.cleaned_data
        found = exporting.exported(
            self.company, said["kinds"] or KINDS, by=self.actor, whole=said["whole"]
        )
        with TemporaryDirectory(prefix="cadencia-export-") as folder:
            name = f"{self.company.code.lower()}-{self.today.isoformat()}"
            kind = Format(said["format"])
            path = Path(folder, name if kind is Format.CSV else f"{name}.{kind.value}")
            target = Target(path=path, format=kind, locale=said["locale"])
            return _sent(exporting.export_to(found, target), kind, name)


def _sent(written: Sequence[Path], kind: Format, name: str) -> HttpResponse:
    if kind is Format.CSV:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in written:
                archive.write(path, path.name)
        return _attached(packed.getvalue(), "application/zip", f"{name}.zip")
    content_type = XLSX if kind is Format.XLSX else "application/json"
    return _attached(written[0].read_bytes(), content_type, written[0].name)


def _attached(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
