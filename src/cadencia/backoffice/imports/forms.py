"""What files hold, and how they write numbers and dates."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cadencia.billing.exporting.files import Format
from cadencia.billing.exporting.records import KINDS
from cadencia.billing.file_imports import SUFFIXES
from cadencia.interchange.tables.contract_columns import BY_NAME

LOCALES = (
    ("es", _("Spanish: 1.234,56 and 31/12/2026")),
    ("en", _("English: 1,234.56 and 2026-12-31")),
)


class ManyFilesInput(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; whether they will do is said by the service that takes them."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Return the files that were sent."""
        return [each for each in data or () if each]


class ImportForm(forms.Form):
    """Files, what they hold, how they write."""

    files = ManyFilesField(  # type: ignore[assignment]  # a form has files besides
        label=_("Files"),
        required=False,
        widget=ManyFilesInput(attrs={"accept": ",".join(SUFFIXES), "class": "sr-only"}),
    )
    locale = forms.ChoiceField(label=_("Numbers and dates are written in"), choices=LOCALES)
    kind = forms.ChoiceField(label=_("What they hold"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - declared above
        kind.choices = [("", _("As their names say")), *kinds()]


class ExportForm(forms.Form):
    """What is to be written, and how."""

    kinds = forms.MultipleChoiceField(
        label=_("What"), widget=forms.CheckboxSelectMultiple, required=False
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=(
            (Format.XLSX.value, _("Workbook (XLSX)")),
            (Format.CSV.value, _("CSV files, in a ZIP")),
            (Format.JSON.value, "JSON"),
        ),
    )
    locale = forms.ChoiceField(label=_("Numbers and dates are written in"), choices=LOCALES)
    whole = forms.BooleanField(
        label=_("Contracts with what they read of their templates"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = self.fields["kinds"]
        assert isinstance(found, forms.MultipleChoiceField)  # noqa: S101 - declared above
        found.choices = [each for each in kinds() if each[0] in KINDS]


def kinds() -> list[tuple[str, str]]:
    """Return what files may hold, by the names that their sheets have."""
    language = "es" if (get_language() or "es").startswith("es") else "en"
    return [(name, kind.title(language)) for name, kind in BY_NAME.items()]
