"""The lines of a template, typed in the grid of the contract form, and what they would bill.

The page holds them as that form does: as they were typed, row by row, read on the server by the
user's language (docs/decisions/0093). They come back with the rest of the template's form, in one
field.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cadencia.backoffice.contract_form import choices, page_state, values
from cadencia.backoffice.contract_form.live import Try
from cadencia.backoffice.contract_form.values import Typed, places_of
from cadencia.backoffice.contract_form.views import NotUnderstood
from cadencia.backoffice.forms.typed import spoken
from cadencia.backoffice.masters.template_forms import TemplateForm
from cadencia.billing.contract_form import Details, Wanted
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem

Json = Any
MOST = 500  # lines
LINES = "lines"
"""The list of the contract file, and the field in which its rows are sent, as JSON."""

NOT_TRIED = ("code", "name", "notes")
"""What a template says that nothing is billed by."""


class TemplateRows:
    """The rows of the grid: as they are typed, as the contract file has them, what is wrong."""

    def __init__(self, rows: Sequence[Mapping[str, Json]], problems: Sequence[Problem] = ()):
        self.typed = list(rows)
        self.problems = list(problems)

    @cached_property
    def written(self) -> list[dict[str, Json]]:
        """Return the lines as the contract file has them; what can't be read isn't there."""
        try:
            return values.typed_rows(LINES, self.typed, spoken(), self.problems)
        except (AttributeError, TypeError, ValueError):
            self.typed, self.problems = [], [Problem(LINES, _unclear())]
            return []

    def is_valid(self) -> bool:
        """Say whether all of it can be read."""
        read = self.written
        return len(read) == len(self.typed) and not self.problems

    def take(self, problem: Problem) -> bool:
        """Keep a problem of a line for the grid; say whether it is one of a line."""
        if not problem.path.startswith(f"{LINES}."):
            return False
        self.problems.append(Problem(f"contract.{problem.path}", problem.message))
        return True

    @property
    def json(self) -> str:
        """Return what the field holds."""
        return json.dumps(self.typed, ensure_ascii=False)

    @property
    def places(self) -> list[dict[str, str]]:
        """Return what is to be mended, each at its field, the first of each."""
        return places_of(self.problems)


def rows_of(form: Mapping[str, Json]) -> TemplateRows:
    """Return the rows of a template in the form of the contract file."""
    return TemplateRows(values.shown_rows(LINES, form.get(LINES) or (), spoken()))


def rows_sent(text: str) -> TemplateRows:
    """Return the rows that a page sent."""
    try:
        found = json.loads(text or "[]")
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        return TemplateRows((), [Problem(LINES, _unclear())])
    if len(found) > MOST:
        sentence = _("A template has %(most)s lines at most: make two of it.")
        return TemplateRows(found[:MOST], [Problem(LINES, sentence % {"most": MOST})])
    return TemplateRows(found)


def page_of(rows: TemplateRows, company: Company, *, may_change: bool) -> dict[str, Any]:
    """Return what the template and the scripts of the page are told of the lines."""
    language = spoken()
    lists = choices.of_company(company.pk)
    state = {
        "form": {
            "customer": "",
            "contract": {LINES: rows.typed, "schedule": {}, "payment_terms": {}},
            "details": {},
        },
        "id": None,
        "known": None,
        "groups": ["current" for _each in rows.typed],
        "editable": {"all": may_change},
        "line": page_state.new_row(LINES, language, taxes="|".join(company.default_taxes)),
        "rows": {},
        "language": language,
        "formulas": lists["formulas"],
        "formula_names": [each["name"] for each in lists["formulas"]],
        "variables": page_state.variables(language),
        "problems": rows.places,
        "addresses": {
            "try": reverse("office:templates-try"),
            "item": reverse("office:contract-item"),
            "formula": reverse("office:contract-formula"),
        },
    }
    return {"state": state, "lists": lists}


class TryTemplate(Try):
    """What a contract would bill that had the template's schedule and lines: nothing is written."""

    def typed(self, sent: dict[str, Any]) -> Typed:
        """Return the template that was sent, as a contract of nobody."""
        form = sent.get("form")
        header = form.get("header") if isinstance(form, dict) else None
        if not isinstance(header, dict):
            raise NotUnderstood
        rows = rows_sent(json.dumps((form or {}).get("contract", {}).get(LINES)))
        read = TemplateForm(_posted(header), company=self.company)
        read.is_valid()
        contract = read.written({}, rows.written)
        for name in NOT_TRIED:
            contract.pop(name, None)
        wanted = Wanted(customer="", contract=contract, details=Details(), modification_ids=())
        return Typed(wanted, tuple(rows.problems))


def _posted(header: Mapping[str, Json]) -> QueryDict:
    """Return the fields of a form that a script sent: texts, or lists of texts."""
    found = QueryDict(mutable=True)
    for name, value in header.items():
        several = value if isinstance(value, list) else [value]
        found.setlist(name, [each for each in several if isinstance(each, str)])
    return found


def _unclear() -> str:
    return _("The lines can't be understood: reload the page.")
