"""What the contracts of an import refer to: the company's masters, read once for all."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from cadencia.billing.gathering import Masters, masters_of
from cadencia.billing.gathering.masters import special_prices
from cadencia.billing.importing.fields import Refs
from cadencia.catalog.models import Formula, IndexSeries, SpecialPrice
from cadencia.contracts.models import ContractKind
from cadencia.core import agreement
from cadencia.interchange import contract_file
from cadencia.interchange.contract import Parties
from cadencia.parties.models import Company, Customer
from cadencia.parties.saving import save_by_key
from cadencia.parties.terms import payment_terms


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer as a value, and what only the row knows."""

    id: int
    value: agreement.Customer
    price_list: str


@dataclass(slots=True)
class Surroundings:
    """Customers and masters of a company, by code."""

    company_id: int
    masters: Masters
    customers: Mapping[str, KnownCustomer]
    special: Mapping[int, Mapping[str, tuple[agreement.SpecialPrice, ...]]]
    refs: Refs
    _by_catalog: dict[tuple[int | None, int | None], contract_file.Masters] = field(
        default_factory=dict
    )

    def parties(self, customer: KnownCustomer) -> Parties:
        """Return whose contract it is, as the reader asks."""
        return Parties(self.masters.company, customer.value)

    def masters_for(self, customer: KnownCustomer, price_list: str | None) -> contract_file.Masters:
        """Return the catalog as a customer sees it, in the price list named or its own."""
        list_id = self.masters.price_list_ids.get(price_list or customer.price_list)
        special = customer.id if customer.id in self.special else None
        found = self._by_catalog.get((list_id, special))
        if found is None:
            found = contract_file.Masters(
                catalog=self.masters.catalog(list_id, self.special.get(customer.id, {})),
                taxes=self.masters.taxes,
                formulas={each.name: each for each in self.masters.formulas.values()},
            )
            self._by_catalog[list_id, special] = found
        return found


def surroundings_of(
    company: Company, kinds: set[str], *, customers: Collection[str] | None = None
) -> Surroundings:
    """Read what a company's contracts refer to; `kinds` that it lacks are created.

    `customers` are the codes of those that they name, so that no others are read.
    """
    masters = masters_of(company.pk)
    known = _customers(company, customers)
    special = SpecialPrice.objects.filter(company=company)
    if customers is not None:
        special = special.filter(customer__code__in=customers)
    with_special = special.values_list("customer_id", flat=True)
    return Surroundings(
        company_id=company.pk,
        masters=masters,
        customers=known,
        special=special_prices(company.pk, set(with_special), masters.item_codes),
        refs={
            "customer": {code: each.id for code, each in known.items()},
            "item": masters.item_ids,
            "price_list": masters.price_list_ids,
            "formula": _ids(Formula, company, "name"),
            "index": _ids(IndexSeries, company, "name"),
            "kind": _kinds(company, kinds),
        },
    )


def codes_by_id(company: Company, *, customers: Collection[int] | None = None) -> Refs:
    """Return the codes of a company's masters by their ids, for export.

    `customers` are the ids of those that are asked for; None means any.
    """
    masters = masters_of(company.pk)
    mine = Customer.objects.filter(company=company)
    if customers is not None:
        mine = mine.filter(pk__in=customers)
    return {
        "customer": dict(mine.values_list("id", "code")),
        "item": masters.item_codes,
        "price_list": {number: code for code, number in masters.price_list_ids.items()},
        "formula": _names(Formula, company),
        "index": _names(IndexSeries, company),
        "kind": _names(ContractKind, company),
    }


def _customers(company: Company, codes: Collection[str] | None) -> dict[str, KnownCustomer]:
    columns = ("id", "code", "name", "language", "country", "tax_id", "is_business", "surcharge")
    mine = Customer.objects.filter(company=company)
    if codes is not None:
        mine = mine.filter(code__in=codes)
    rows = mine.values_list(*columns, "decimals", "payment_terms", "price_list")
    return {
        row[1]: KnownCustomer(
            id=row[0],
            value=agreement.Customer(
                code=row[1],
                name=row[2],
                language=row[3],
                country=row[4].strip() or None,
                tax_id=row[5] or None,
                is_business=row[6],
                surcharge=row[7],
                decimals=row[8],
                payment_terms=payment_terms(row[9]),
            ),
            price_list=row[10],
        )
        for row in rows.iterator()
    }


def _kinds(company: Company, names: set[str]) -> dict[str, int]:
    save_by_key(ContractKind, company, [{"name": each} for each in sorted(names)], key=("name",))
    return _ids(ContractKind, company, "name")


def _ids(model: Any, company: Company, name: str) -> dict[str, int]:
    return dict(model.objects.filter(company=company).values_list(name, "id"))


def _names(model: Any, company: Company) -> dict[int, str]:
    return dict(model.objects.filter(company=company).values_list("id", "name"))
