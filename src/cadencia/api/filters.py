"""Filters of lists that can find nothing at all are refused: what is mistyped would list nobody."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from cadencia.api.authentication import ApiRequest
from cadencia.api.problems import Fault, Refused
from cadencia.catalog.models import Item
from cadencia.contracts.models import Contract, ContractKind
from cadencia.documents.models import Series
from cadencia.parties.models import Customer

_OF: dict[str, tuple[type[Model], str]] = {
    "contract": (Contract, "code"),
    "customer": (Customer, "code"),
    "item": (Item, "code"),
    "kind": (ContractKind, "name"),
    "series": (Series, "code"),
}
"""Which rows the filter of that name is a code of."""


def refuse_unless_theirs(request: ApiRequest, **codes: str | None) -> None:
    """Refuse codes that nothing of the caller's company has, by the names of their parameters.

    :raises Refused: with all of them.
    """
    faults = list(_unknown(request, codes))
    if faults:
        raise Refused("refused", faults=faults)


def refuse_backwards(first: date | None, last: date | None, *, named: str) -> None:
    """Refuse a stretch that ends before it begins; `named` is the parameter of its end.

    :raises Refused: if it does.
    """
    if first is not None and last is not None and last < first:
        raise Refused("refused", faults=[Fault(named, _("It ends before it begins."), "query")])


def _unknown(request: ApiRequest, codes: dict[str, str | None]) -> Iterator[Fault]:
    for name, code in codes.items():
        if code is None:
            continue
        model, column = _OF[name]
        mine = model._default_manager.filter(company=request.auth.company)  # noqa: SLF001
        if not mine.filter(**{column: code}).exists():
            yield Fault(name, _("Nothing of yours has this code."), "query")
