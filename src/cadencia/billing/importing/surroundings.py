"""What the contracts of an import refer to: the company's masters, read once for all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cadencia.billing.gathering import Masters, masters_of
from cadencia.billing.gathering import customers as gathered
from cadencia.billing.gathering.masters import special_prices
from cadencia.billing.importing.fields import Refs
from cadencia.billing.querying import kept, rows
from cadencia.contracts.models import ContractKind
from cadencia.core import agreement
from cadencia.interchange import contract_file
from cadencia.interchange.contract import Parties
from cadencia.parties.models import Company
from cadencia.parties.saving import save_by_key


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer as a value, and what only the row knows."""

    id: int
    value: agreement.Customer
    price_list: str
    bill_to_id: int | None = None


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

    def codes(self) -> Refs:
        """Return the codes by id of what was read here, for export."""
        return {
            kind: {number: code for code, number in ids.items()} for kind, ids in self.refs.items()
        }


def surroundings_of(
    company: Company,
    kinds: set[str],
    *,
    customers: Collection[str] | None = None,
    masters: Masters | None = None,
) -> Surroundings:
    """Read what a company's contracts refer to; `kinds` that it lacks are created.

    `customers` are the codes of those that they name, so that no others are read. `masters` are
    the company's, if they have been read already.
    """
    masters = masters or masters_of(company.pk)
    known = _customers(company.pk, customers)
    special = (
        _with_special_prices(company.pk, customers, known) if masters.has_special_prices else []
    )
    return Surroundings(
        company_id=company.pk,
        masters=masters,
        customers=known,
        special=special_prices(company.pk, special, masters.item_codes) if special else {},
        refs={
            "customer": {code: each.id for code, each in known.items()},
            "item": masters.item_ids,
            "price_list": masters.price_list_ids,
            "formula": {each.name: number for number, each in masters.formulas.items()},
            "index": {name: number for number, name in masters.index_names.items()},
            "kind": _kinds(company, kinds),
        },
    )


def codes_by_id(company: Company, *, customers: bool = True) -> Refs:
    """Return the codes of a company's masters by their ids, by kind of master, for export."""
    kinds = [each for each in _CODES if customers or each != "customer"]
    parts = [_code_query(kind) for kind in kinds]
    return _codes(" UNION ALL ".join(parts), [company.pk for _ in kinds])


def codes_of(company: Company, ids: Mapping[str, Collection[int]]) -> Refs:
    """Return the codes of some masters by their ids; `ids` are by kind of master."""
    kinds = [each for each in _CODES if ids.get(each)]
    if not kinds:
        return _codes("", ())
    parts = [f"{_code_query(kind)} AND id = ANY(%s::bigint[])" for kind in kinds]
    values = [each for kind in kinds for each in (company.pk, sorted(ids[kind]))]
    return _codes(" UNION ALL ".join(parts), values)


_USERS = """(
    SELECT u.id, u.username, m.company_id
    FROM parties_user u JOIN parties_membership m ON m.user_id = u.id
) AS users"""
"""Those who work in a company, or did: users are the installation's."""

_CODES = {
    "customer": ("parties_customer", "code"),
    "item": ("catalog_item", "code"),
    "price_list": ("catalog_pricelist", "code"),
    "formula": ("catalog_formula", "name"),
    "index": ("catalog_indexseries", "name"),
    "kind": ("contracts_contractkind", "name"),
    "template": ("contracts_template", "code"),
    "sales_rep": ("parties_salesrep", "code"),
    "responsible_party": ("parties_responsibleparty", "name"),
    "responsible": (_USERS, "username"),
}
"""What contracts refer to: the table of each kind of master, and the column of its code."""


def _code_query(kind: str) -> str:
    table, column = _CODES[kind]
    return f"SELECT '{kind}', id, {column} FROM {table} WHERE company_id = %s"  # noqa: S608


def _codes(query: str, values: Sequence[Any]) -> Refs:
    found: dict[str, dict[Any, Any]] = {kind: {} for kind in _CODES}
    for kind, number, code in rows(query, *values) if query else ():
        found[kind][number] = code
    return found


_CUSTOMERS = f"""
SELECT {gathered.COLUMNS}, price_list, bill_to_id
FROM parties_customer WHERE company_id = %s
"""  # noqa: S608 - names of our own


def _customers(company_id: int, codes: Collection[str] | None) -> dict[str, KnownCustomer]:
    if codes is None:
        found = rows(_CUSTOMERS, company_id)
    else:
        found = kept(f"{_CUSTOMERS} AND code = ANY(%s)", company_id, sorted(codes))
    return {
        row[1]: KnownCustomer(row[0], gathered.customer(row), *row[gathered.REST :])
        for row in found
    }


def _with_special_prices(
    company_id: int, codes: Collection[str] | None, known: Mapping[str, KnownCustomer]
) -> list[int]:
    """Return the customers that may have special prices: few at most, or those that do."""
    if codes is not None:
        return [each.id for each in known.values()]
    query = "SELECT DISTINCT customer_id FROM catalog_specialprice WHERE company_id = %s"
    return [row[0] for row in rows(query, company_id)]


def _kinds(company: Company, names: set[str]) -> dict[str, int]:
    """Return the ids of the types of contract that are named; those that are new are created."""
    wanted = [{"name": each} for each in sorted(names)]
    if not wanted:
        return {}
    made = save_by_key(ContractKind, company, wanted, key=("name",))
    return {each.name: each.pk for each in made}
