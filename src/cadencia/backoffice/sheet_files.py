"""A table handed out as a file for spreadsheets."""

from django.http import HttpResponse
from django.utils.translation import get_language

from cadencia.interchange.tables.writing import Table, csv_file, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
"""What files there are, by the end of their name, and what a browser is told that they are."""


def answered(table: Table, name: str, suffix: str) -> HttpResponse:
    """Return the table as a file of that name and format, as the user's language writes it."""
    locale = "en" if (get_language() or "es").startswith("en") else "es"
    content = (
        csv_file(table, locale=locale) if suffix == "csv" else workbook([table], locale=locale)
    )
    attached = f'attachment; filename="{name}.{suffix}"'
    return HttpResponse(
        content, content_type=FORMATS[suffix], headers={"Content-Disposition": attached}
    )
