"""Contracts by the hundred thousand, made by the database itself in seconds."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from django.db import connection, transaction

A_MOMENT = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
FIRST = date(2026, 1, 31)

_CUSTOMERS = """
WITH made AS (
    INSERT INTO parties_customer (company_id, code, name, legal_name, tax_id, address, postal_code,
        city, province, country, email, phone, language, is_business, surcharge, decimals,
        payment_terms, payment_method, mandate, price_list, delivery_address, notes)
    SELECT %(company)s, 'C' || lpad(n::text, 8, '0'), 'Cliente ' || n, '', '', 'Calle Mayor ' || n,
        '28001', 'Madrid', 'Madrid', 'ES', '', '', 'es', true, false, 2,
        '{"days": 30, "months": 0, "month_end": false, "fixed_days": [], "parts": []}',
        '', '', '', '', ''
    FROM generate_series(1, %(many)s) n RETURNING id, name, address
), printed AS (
    SELECT id, '{"address":"' || address || '","city":"Madrid","country":"ES","name":"' || name
           || '","postal_code":"28001","province":"Madrid","tax_id":""}' AS data FROM made
), seen AS (
    INSERT INTO parties_partysnapshot (company_id, customer_id, digest, data, created_at)
    SELECT %(company)s, id, encode(sha256(convert_to(data, 'UTF8')), 'hex'), data::jsonb, now()
    FROM printed RETURNING id, customer_id
)
SELECT count(*) FROM seen
"""

_CONTRACTS = """
INSERT INTO contracts_contract (company_id, code, reference, customer_id, project, contact, notes,
    state, is_active, version, generation, documents_are, document_type, installments_are,
    currency, series, journal, payment_method, mandate, delivery_address, tax_regime,
    allow_price_updates, document_discount, expenses, withholding, stock_release,
    bill_withdrawal_day, schedule_every, schedule_unit, schedule_first, schedule_months, timing,
    opening, closing, proration, split_on_change, business_day, lead_days)
SELECT company_id, 'CT' || lpad(row_number() OVER (ORDER BY id)::text, 8, '0'), '', id, '', '', '',
    'draft', true, 1, 'automatic', '', 'invoice', 'documents', '', '', '', '', '', '', 'domestic',
    false, 0, 0, '', '', false, 1, 'month', %(first)s::date - (id %% %(days)s)::int, '{}',
    'advance', 'none', 'full', 'actual', false, 'as_is', 0
FROM parties_customer WHERE company_id = %(company)s
"""

_LINES = """
INSERT INTO contracts_contractline (company_id, contract_id, position, key, description, extra_text,
    reference, quantity, unit_price, price_source, formula_parameters, price_split, discounts,
    taxes, withheld, months, one_off_month, one_off_with_next, document_type, series, mandate,
    payment_method, delivery_address, account, agent, location, lot, serial)
SELECT c.company_id, c.id, n, 'l' || n, said.description, '', '', said.quantity,
    round(said.price + (c.id * n %% %(prices)s) * 0.25, 2),
    'fixed', '{}', 'same', said.discounts, '{IVA21}', true, '{}', '', false, '', '', '', '', '',
    '', '', '', '', ''
FROM contracts_contract c
CROSS JOIN (VALUES (1, 'CUOTA <MENSUAL>', 1, 45.00, '{}'::numeric[]),
                   (2, 'SERVICIO ADICIONAL', 2, 12.50, '{10}'::numeric[]),
                   (3, 'MANTENIMIENTO', 1, 7.25, '{}'::numeric[]))
     AS said (n, description, quantity, price, discounts)
WHERE c.company_id = %(company)s
"""


def populate(many: int, lines: Callable[[int], None] | None = None, *, varied: bool = False) -> int:
    """Make a company with as many posted contracts of three lines; return the company's id.

    `lines` gives the contracts of a company, drafts until then, other lines than the usual; of
    varied ones it changes the usual ones.
    All are of the 31st and cost the same, unless they are `varied`: days from the 2nd to the
    31st, and a thousand prices.
    """
    from cadencia.billing.companies import open_company

    company = open_company({"code": "BENCH", "name": "Banco de pruebas"}, at=A_MOMENT)
    said = {"company": company.pk, "many": many, "first": FIRST}
    said |= {"days": 30, "prices": 997} if varied else {"days": 1, "prices": 1}
    # In one transaction: the history holds one row for each, that it came to be.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CUSTOMERS, said)
        cursor.execute(
            "UPDATE parties_customer c SET snapshot_id = s.id FROM parties_partysnapshot s"
            " WHERE s.customer_id = c.id AND c.company_id = %(company)s",
            said,
        )
        cursor.execute(_CONTRACTS, said)
        if lines is None or varied:
            cursor.execute(_LINES, said)
        if lines is not None:
            lines(company.pk)
        cursor.execute(
            "UPDATE contracts_contract SET state = 'posted' WHERE company_id = %(company)s", said
        )
        cursor.execute(
            "INSERT INTO billing_contractdue (contract_id, company_id, bill_to_id, look_from)"
            " SELECT id, company_id, customer_id, coalesce(schedule_first, %(first)s)"  # followers
            " FROM contracts_contract WHERE company_id = %(company)s ORDER BY customer_id, id",
            said,
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return int(company.pk)
