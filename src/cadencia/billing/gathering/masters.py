"""What the contracts of a company refer to: taxes, items, prices, series. Read once for many.

They are kept from one look to the next, under the versions of all their rows as PostgreSQL itself
has them: whatever changed them, and in whatever way, counts at once.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from threading import Lock

from django.db import connection

from cadencia.billing.gathering import arrays
from cadencia.billing.querying import Row, asking_about, kept_named, rows
from cadencia.catalog.formulas import Formula
from cadencia.core.agreement import Catalog, Company, Item, PriceStep, SpecialPrice
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.payment_terms import PaymentPart, PaymentTerms
from cadencia.core.totals import TaxRate, missing_tax
from cadencia.parties.calendars import business_days

_COMPANY = """
SELECT name, country, currency, tax_rounding, prices_include_tax, holidays, max_backdating,
       issue_date_policy, zero_total, release_each_without_count, time_zone, closed_until,
       issuer_snapshot_id, documents_are, max_installments_per_contract, max_growth,
       max_price_change, unconfirmed
FROM parties_company WHERE id = %s
"""


@dataclass(slots=True)
class Masters:
    """A company's masters, keyed as rows refer to them."""

    company_id: int
    company: Company
    time_zone: str
    closed_until: date | None
    issuer_snapshot_id: int | None
    documents_are: str
    is_business_day: IsBusinessDay
    taxes: Mapping[str, TaxRate]
    items: Mapping[str, Item]
    item_codes: Mapping[int, str]
    item_ids: Mapping[str, int]
    formulas: Mapping[int, Formula]
    indexes: Mapping[str, Mapping[str, Decimal]]
    index_names: Mapping[int, str]
    price_lists: Mapping[int, Mapping[str, tuple[PriceStep, ...]]]
    price_list_ids: Mapping[str, int]
    series: Mapping[str, int]  # code -> id
    default_series: Mapping[str, int]  # kind of document -> id
    bounds: Mapping[str, Decimal]
    holds_unconfirmed: bool
    has_special_prices: bool
    tax_sets: dict[str, tuple[TaxRate, ...]] = field(default_factory=dict)

    def taxes_of(self, codes: str) -> tuple[TaxRate, ...]:
        """Return the taxes of a line from its array: the same tuple for the same codes."""
        found = self.tax_sets.get(codes)
        if found is None:
            found = tuple(_tax(code, self.taxes) for code in arrays.texts(codes))
            self.tax_sets[codes] = found
        return found

    def tax(self, code: str) -> TaxRate:
        """Return a tax; for one that isn't there, what the core refuses to bill with."""
        return _tax(code, self.taxes)

    def catalog(
        self, price_list: int | None, special: Mapping[str, tuple[SpecialPrice, ...]]
    ) -> Catalog:
        """Return the catalog as a customer sees it."""
        steps = self.price_lists.get(price_list, {}) if price_list is not None else {}
        return Catalog(
            items=self.items, price_list=steps, special_prices=special, indexes=self.indexes
        )


# A row that changes has another place and another transaction, and a row that goes has none.
_VERSION = """
SELECT coalesce(bit_xor(hashtidextended(ctid, xmin::text::bigint)), 0), count(*)
FROM {table} WHERE {company} = %(company)s
"""
_TABLES = (
    "catalog_tax",
    "catalog_item",
    "catalog_formula",
    "catalog_indexseries",
    "catalog_indexvalue",
    "catalog_pricelist",
    "catalog_pricelistentry",
    "documents_series",
)
_HAS_SPECIAL_PRICES = """
SELECT 0, count(*) FROM (
    SELECT FROM catalog_specialprice WHERE company_id = %(company)s LIMIT 1
) AS any_special_price
"""
_VERSIONS = " UNION ALL ".join(
    [
        _VERSION.format(table=table, company="id" if table == "parties_company" else "company_id")
        for table in ("parties_company", *_TABLES)
    ]
    + [_HAS_SPECIAL_PRICES]  # the last row
)
MOST_KEPT = 8  # companies, in a process
_kept: OrderedDict[tuple[str, int], tuple[list[Row], Masters]] = OrderedDict()
_keeping = Lock()


def masters_of(company_id: int) -> Masters:
    """Return a company's masters as they are now; read again only if any of them changed."""
    place = (str(connection.settings_dict["NAME"]), company_id)
    # Asked before they are read: what is changed between the two is read again the next time.
    versions = kept_named(_VERSIONS, {"company": company_id})
    kept = _kept.get(place)
    if kept is not None and kept[0] == versions:
        return kept[1]
    found = _read(company_id, has_special_prices=bool(versions[-1][1]))
    with _keeping:
        _kept[place] = (versions, found)
        _kept.move_to_end(place)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _read(company_id: int, *, has_special_prices: bool) -> Masters:
    company = rows(_COMPANY, company_id)[0]
    taxes = _taxes(company_id)
    items, item_codes = _items(company_id, taxes)
    indexes, index_names = _indexes(company_id)
    price_lists, price_list_ids = _price_lists(company_id, item_codes)
    series = rows(
        "SELECT code, id, kind, is_default FROM documents_series WHERE company_id = %s", company_id
    )
    return Masters(
        company_id=company_id,
        company=_company(company),
        time_zone=company[10],
        closed_until=company[11],
        issuer_snapshot_id=company[12],
        documents_are=company[13],
        is_business_day=business_days(company[5] or None),
        taxes=taxes,
        items=items,
        item_codes=item_codes,
        item_ids={code: number for number, code in item_codes.items()},
        formulas=_formulas(company_id),
        indexes=indexes,
        index_names=index_names,
        price_lists=price_lists,
        price_list_ids=price_list_ids,
        # Credit notes are numbered apart: no contract bills in a series of theirs.
        series={row[0]: row[1] for row in series if row[2] != "credit_note"},
        default_series={row[2]: row[1] for row in series if row[3]},
        bounds={
            "max_installments_per_contract": Decimal(company[14]),
            "max_growth": company[15],
            "max_price_change": company[16],
        },
        holds_unconfirmed=company[17] == "hold",
        has_special_prices=has_special_prices,
    )


def _company(row: Row) -> Company:
    return Company(
        name=row[0],
        country=row[1],
        currency=row[2],
        tax_rounding=row[3],
        prices_include_tax=row[4],
        holidays=row[5] or None,
        max_backdating=row[6],
        issue_date=row[7],
        zero_total=row[8],
        release_each_without_count=row[9],
    )


def special_prices(
    company_id: int, customers: Iterable[int], item_codes: Mapping[int, str]
) -> dict[int, dict[str, tuple[SpecialPrice, ...]]]:
    """Return the special prices of some customers, by customer and item code."""
    found: dict[int, dict[str, tuple[SpecialPrice, ...]]] = {}
    numbers = list(customers)
    for customer, item, price, start, until in asking_about(numbers)(
        "SELECT customer_id, item_id, price, valid_from, valid_until FROM catalog_specialprice"
        " WHERE company_id = %s AND customer_id = ANY(%s::bigint[]) ORDER BY id",
        company_id,
        arrays.written(numbers),
    ):
        code = item_codes[item]
        special = SpecialPrice(item=code, price=price, valid_from=start, valid_until=until)
        mine = found.setdefault(customer, {})
        mine[code] = (*mine.get(code, ()), special)
    return found


@lru_cache(maxsize=4096)
def payment_terms(text: str) -> PaymentTerms:
    """Return payment terms from their JSON form; equal texts give the same value."""
    form = json.loads(text)
    return PaymentTerms(
        days=form.get("days", 0),
        months=form.get("months", 0),
        month_end=form.get("month_end", False),
        fixed_days=tuple(form.get("fixed_days", ())),
        parts=tuple(
            PaymentPart(Decimal(str(part.get("percent") or 0)), part.get("days", 0))
            for part in form.get("parts", ())
        ),
        business_day=form.get("business_day", "as_is"),
    )


def _taxes(company_id: int) -> dict[str, TaxRate]:
    return {
        row[0]: TaxRate(row[0], row[1], row[2], row[3], row[4] or None, row[5] or None)
        for row in rows(
            "SELECT code, tax, rate, surcharge, exemption, mention FROM catalog_tax"
            " WHERE company_id = %s",
            company_id,
        )
    }


def _tax(code: str, taxes: Mapping[str, TaxRate]) -> TaxRate:
    # Only a change made past the program leaves a code without its tax.
    return taxes.get(code) or missing_tax(code)


def _items(company_id: int, taxes: Mapping[str, TaxRate]) -> tuple[dict[str, Item], dict[int, str]]:
    items, codes = {}, {}
    for number, code, name, price, recurrent, stocked, cost, tax_codes in rows(
        "SELECT id, code, name, price, is_recurrent, is_stocked, cost, taxes FROM catalog_item"
        " WHERE company_id = %s ORDER BY id",
        company_id,
    ):
        codes[number] = code
        items[code] = Item(
            code=code,
            name=name,
            price=price,
            recurrent=recurrent,
            stocked=stocked,
            cost=cost,
            taxes=tuple(_tax(each, taxes) for each in tax_codes),
            tax_codes=tuple(tax_codes),
        )
    return items, codes


def _formulas(company_id: int) -> dict[int, Formula]:
    return {
        row[0]: Formula(name=row[1], expression=row[2], parameters=tuple(row[3]))
        for row in rows(
            "SELECT id, name, expression, parameters FROM catalog_formula WHERE company_id = %s",
            company_id,
        )
    }


def _indexes(company_id: int) -> tuple[dict[str, dict[str, Decimal]], dict[int, str]]:
    names = {
        row[0]: row[1]
        for row in rows(
            "SELECT id, name FROM catalog_indexseries WHERE company_id = %s ORDER BY id",
            company_id,
        )
    }
    values: dict[str, dict[str, Decimal]] = {name: {} for name in names.values()}
    for series, month, value in rows(
        "SELECT series_id, month, value FROM catalog_indexvalue WHERE company_id = %s", company_id
    ):
        values[names[series]][month] = value
    return values, names


def _price_lists(
    company_id: int, item_codes: Mapping[int, str]
) -> tuple[dict[int, dict[str, tuple[PriceStep, ...]]], dict[str, int]]:
    ids = {
        row[1]: row[0]
        for row in rows("SELECT id, code FROM catalog_pricelist WHERE company_id = %s", company_id)
    }
    found: dict[int, dict[str, tuple[PriceStep, ...]]] = {each: {} for each in ids.values()}
    for price_list, item, least, price, start, until in rows(
        "SELECT price_list_id, item_id, min_quantity, price, valid_from, valid_until"
        " FROM catalog_pricelistentry WHERE company_id = %s ORDER BY id",
        company_id,
    ):
        code = item_codes[item]
        step = PriceStep(
            item=code, price=price, min_quantity=least, valid_from=start, valid_until=until
        )
        steps = found[price_list]
        steps[code] = (*steps.get(code, ()), step)
    return found, ids
