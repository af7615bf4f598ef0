"""`{% load contract_form %}`: the fields of a contract's form, bound to their values by scripts.

    {% header_field "reference" %}                 the header's
    {% row_field "lines" "description" %}          one of a row, with its label, in a panel
    {% row_cell "lines" "description" %}           the same in a cell of a grid

`source` is a kind of choices found while one types, `options` a list to choose from, `suggest` one
to take from, `area` several lines of text. `level="advanced"` is hidden in basic editing (AG-10).
"""

from typing import Any

from django import template

from cadencia.backoffice.contract_form.fields import HEADER, Field, fields_of
from cadencia.backoffice.forms.typed import spoken
from cadencia.interchange.tables.words import MONTHS

register = template.Library()
FIELD = "backoffice/contract_form/field.html"
WITH_VARIABLES = frozenset({"description", "extra_text", "reference"})


@register.inclusion_tag(FIELD, takes_context=True)
def header_field(context: dict[str, Any], path: str, **options: Any) -> dict[str, Any]:
    """Show a field of the header."""
    field = fields_of(HEADER)[path]
    name = f"contract.{path}"
    return _told(context, field, {"path": name, "id": f"cf-{name.replace('.', '-')}"}, options)


@register.inclusion_tag(FIELD, takes_context=True)
def row_field(context: dict[str, Any], part: str, path: str, **options: Any) -> dict[str, Any]:
    """Show a field of the row that a panel is open for."""
    field = fields_of(part)[path]
    return _told(context, field, {"name": path, "id": f"cf-{part}-{path}"}, options)


@register.inclusion_tag("backoffice/contract_form/control.html", takes_context=True)
def row_cell(context: dict[str, Any], part: str, path: str, **options: Any) -> dict[str, Any]:
    """Show a field of a row in a cell; its label is for screen readers."""
    field = fields_of(part)[path]
    return {**_told(context, field, {"name": path, "id": ""}, options), "is_cell": True}


@register.simple_tag
def heading(part: str, path: str) -> str:
    """Return what a field is called."""
    return fields_of(part)[path].label(spoken())


def _told(
    context: dict[str, Any], field: Field, at: dict[str, str], options: dict[str, Any]
) -> dict[str, Any]:
    language = spoken()
    chosen = options.pop("options", None)
    pairs = [each if isinstance(each, tuple) else (each, each) for each in chosen or ()]
    return {
        "field": field,
        "kind": field.kind if chosen is None else "choice",
        "label": options.pop("label", None) or field.label(language),
        "choices": field.choices(language) if chosen is None else pairs,
        "blank": chosen is not None or field.usual is None,
        "with_variables": field.path in WITH_VARIABLES,
        "today": context.get("today"),
        "taxes": context.get("lists", {}).get("taxes", ()),
        "twelve": _twelve(language) if field.kind == "months" else (),
        **at,
        **options,
    }


def _twelve(language: str) -> list[dict[str, Any]]:
    named = ((number, MONTHS[str(number)][language]) for number in range(1, 13))
    return [
        {"number": number, "name": each[0].capitalize(), "short": each[0][:3].capitalize()}
        for number, each in named
    ]
