"""The kinds of masters: their table, what may be given, what tells one from another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cadencia.billing.masters import checking
from cadencia.catalog.models import (
    Formula,
    IndexSeries,
    Item,
    PriceList,
    PriceListEntry,
    SpecialPrice,
    Tax,
)
from cadencia.contracts.models import ContractKind, Template
from cadencia.contracts.termination_models import TerminationReason
from cadencia.documents.models import Series
from cadencia.parties.access import Permission
from cadencia.parties.models import (
    Company,
    Customer,
    PaymentMethod,
    ResponsibleParty,
    SalesRep,
    TermsInUse,
)
from cadencia.parties.problems import Problem, Values

Check = Callable[[Company, Values, Any], list[Problem]]
"""Say what is wrong with the values of a row: a new one (None), or the one that is there."""


class NoSuchKind(Exception):
    """There is no master of this kind."""


class NoSuchMaster(Exception):
    """The company has no master of that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of master. `key` tells its rows apart; `fields` are those that may be given."""

    name: str
    model: type[Any]
    key: tuple[str, ...]
    fields: tuple[str, ...]
    check: Check
    required: tuple[str, ...] = ()
    permission: Permission = Permission.MASTERS
    stays_in_use: tuple[str, ...] = ()  # fields that others name it by: they stay once used

    @property
    def rests(self) -> bool:
        """Say whether it can be offered no more, and stay."""
        return "is_active" in self.fields


_PRICE = ("price", "valid_from", "valid_until")

_ALL = (
    Kind(
        name="items",
        model=Item,
        key=("code",),
        required=("code", "name"),
        fields=(
            *("code", "name", "price", "is_recurrent", "is_stocked", "cost", "taxes"),
            *("default_every", "default_unit", "account", "is_active"),
        ),
        check=checking.item,
    ),
    Kind(
        name="taxes",
        model=Tax,
        key=("code",),
        required=("code", "tax", "rate"),
        fields=("code", "tax", "rate", "surcharge", "exemption", "mention", "is_active"),
        check=checking.tax,
        stays_in_use=("code",),
    ),
    Kind(
        name="price-lists",
        model=PriceList,
        key=("code",),
        required=("code",),
        fields=("code", "name", "is_active"),
        check=checking.nothing,
        stays_in_use=("code",),
    ),
    Kind(
        name="prices",
        model=PriceListEntry,
        key=("price_list_id", "item_id", "min_quantity", "valid_from"),
        required=("price_list_id", "item_id", "price"),
        fields=("price_list_id", "item_id", "min_quantity", *_PRICE),
        check=checking.price,
    ),
    Kind(
        name="special-prices",
        model=SpecialPrice,
        key=("customer_id", "item_id", "valid_from"),
        required=("customer_id", "item_id", "price"),
        fields=("customer_id", "item_id", *_PRICE),
        check=checking.price,
    ),
    Kind(
        name="formulas",
        model=Formula,
        key=("name",),
        required=("name", "expression"),
        fields=("name", "expression", "parameters", "is_active"),
        check=checking.formula,
    ),
    Kind(
        name="indexes",
        model=IndexSeries,
        key=("name",),
        required=("name",),
        fields=("name", "is_active"),
        check=checking.nothing,
    ),
    Kind(
        name="sales-reps",
        model=SalesRep,
        key=("code",),
        required=("code", "name"),
        fields=("code", "name", "email", "commission", "is_active"),
        check=checking.sales_rep,
        stays_in_use=("code",),
    ),
    Kind(
        name="series",
        model=Series,
        key=("code",),
        required=("code", "kind"),
        fields=("code", "name", "kind", "pattern", "ledger", "is_default", "is_active"),
        check=checking.series,
        stays_in_use=("code",),
    ),
    Kind(
        name="contract-types",
        model=ContractKind,
        key=("name",),
        required=("name",),
        fields=("name", "is_active"),
        check=checking.nothing,
    ),
    Kind(
        name="termination-reasons",
        model=TerminationReason,
        key=("code",),
        required=("code",),
        fields=("code", "name", "is_active"),
        check=checking.nothing,
    ),
    Kind(
        name="responsible-parties",
        model=ResponsibleParty,
        key=("name",),
        required=("name",),
        fields=("name", "tax_id", "address", "postal_code", "city", "email", "phone", "notes"),
        check=checking.responsible_party,
    ),
    Kind(
        name="payment-methods",
        model=PaymentMethod,
        key=("name",),
        required=("name",),
        fields=("name", "is_active"),
        check=checking.payment_method,
    ),
    Kind(
        name="payment-terms",
        model=TermsInUse,
        key=("name",),
        required=("name",),
        fields=("name", "terms", "is_active"),
        check=checking.payment_terms,
    ),
    Kind(
        name="templates",
        model=Template,
        key=("code",),
        fields=("is_active",),  # the rest by `template_editing` and by date
        check=checking.nothing,
        permission=Permission.PRICES,
    ),
    Kind(
        name="customers",
        model=Customer,
        key=("code",),
        fields=("is_active",),  # the rest is saved with the card
        check=checking.nothing,
    ),
)

KINDS: Mapping[str, Kind] = {each.name: each for each in _ALL}
"""The kinds of masters by name, as addresses and services call them."""


def kind_of(name: str) -> Kind:
    """Return the kind of that name.

    :raises NoSuchKind: if there is none.
    """
    if name not in KINDS:
        raise NoSuchKind(name)
    return KINDS[name]


def locked(what: Kind, row_id: int, company_id: int) -> Any:
    """Return the master, locked until the transaction ends.

    :raises NoSuchMaster: if the company has none of that number.
    """
    mine = what.model._default_manager.select_for_update(no_key=True)  # noqa: SLF001
    row = mine.filter(pk=row_id, company_id=company_id).first()
    if row is None:
        raise NoSuchMaster(row_id)
    return row
