"""What a scope is called by people: enero de 2026, lo pendiente a 31/03/2026."""

from dataclasses import fields
from datetime import date

from babel.dates import format_date

from cadencia.billing.scopes import Scope, month
from cadencia.cli.wording import Said, Speaker
from cadencia.documents.rendering.figures import Figures, figures_in

NAMES = {
    "as_of": Said("lo pendiente a {date}", "pending on {date}"),
    "month": Said("{month}", "{month}"),
    "range": Said("del {start} al {until}", "{start} to {until}"),
    "contracts": Said("contratos", "contracts"),
    "customers": Said("clientes", "customers"),
    "kinds": Said("tipos", "kinds"),
    "projects": Said("proyectos", "projects"),
    "sales_reps": Said("vendedores", "sales reps"),
    "series": Said("series", "series"),
    "document_types": Said("documentos", "documents"),
    "generation": Said("generación", "generation"),
    "oldest": Said("solo la más antigua de cada uno", "only the oldest of each"),
    "count": Said("{count} cuotas", "{count} installments"),
    "together": Said("en un solo documento", "on one document"),
    "group": Said("contratos de un cliente juntos", "contracts of a customer together"),
}
VALUES = {
    "invoice": Said("factura", "invoice"),
    "delivery_note": Said("albarán", "delivery note"),
    "non_billable_delivery_note": Said("albarán no facturable", "non-billable delivery note"),
    "work_order": Said("orden de trabajo", "work order"),
    "automatic": Said("automática", "automatic"),
    "manual": Said("manual", "manual"),
}
"""What isn't a code of the company's own, by the field that holds it: types and generation."""
NAMED = ("document_types", "generation")


def in_words(scope: Scope, language: str) -> str:
    """Return a scope as people call it: enero de 2026 · contratos CT-1."""
    say, named = Speaker(NAMES, language), Speaker(VALUES, language)
    figures = figures_in(language)
    parts = [_dates(scope, say, figures)]
    for each in fields(scope.only):
        value = getattr(scope.only, each.name)
        if value:
            codes = (value,) if isinstance(value, str) else value
            if each.name in NAMED:
                codes = tuple(named(code) if code in VALUES else code for code in codes)
            parts.append(f"{say(each.name)} {', '.join(codes)}")
    measure = scope.measure
    if measure.count is not None:
        parts.append(say("count" if measure.ahead else "oldest", count=measure.count))
    if measure.together:
        parts.append(say("together"))
    if scope.group:
        parts.append(say("group"))
    return " · ".join(parts)


def _dates(scope: Scope, say: Speaker, figures: Figures) -> str:
    window = scope.window
    if window is None:
        return say("as_of", date=figures.day(scope.as_of))
    if window == month(window.start.year, window.start.month):
        return say("month", month=month_name(window.start, say.language))
    return say("range", start=figures.day(window.start), until=figures.day(window.until))


def month_name(day: date, language: str) -> str:
    """Return the month of a day: enero de 2026, January 2026."""
    pattern = "MMMM y" if language == "en" else "MMMM 'de' y"
    return str(format_date(day, pattern, locale=language))
