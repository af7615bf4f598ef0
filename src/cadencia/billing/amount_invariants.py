"""What must always hold of the amounts of each line and each tax; see `invariants`.

Sums are looked at there; these tell a quantity, a price or a rate that was changed afterwards
in a database whose triggers were off. What is rounded may differ by what rounding moves.
"""

from django.utils.translation import gettext_lazy as _

from cadencia.billing.invariants import Invariant

_RESTORE = _("Delete it if it is a draft, and generate again; else restore it from a backup.")

AMOUNT_INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        # R8: quantity x price x discounts (three, and the document's) x what is prorated.
        name="line_amounts",
        sql="""
            SELECT line.company_id, line.document_id,
                   line.position || ': ' || line.net || ' / ' || round(counted.net, 4)
            FROM documents_documentline AS line
            JOIN documents_document AS document ON document.id = line.document_id
            CROSS JOIN LATERAL (
                SELECT max(split_part(note, ': ', 2)) AS prorated
                FROM unnest(line.explanation) AS note WHERE note LIKE 'proration: %%'
            ) AS noted
            CROSS JOIN LATERAL (
                SELECT line.quantity * line.unit_price
                       * (1 - coalesce(line.discounts[1], 0) / 100)
                       * (1 - coalesce(line.discounts[2], 0) / 100)
                       * (1 - coalesce(line.discounts[3], 0) / 100)
                       * (1 - coalesce(line.discounts[4], 0) / 100)
                       * coalesce(split_part(noted.prorated, '/', 1)::numeric, 1)
                       / coalesce(nullif(split_part(noted.prorated, '/', 2), '')::numeric, 1)
                       AS net
            ) AS counted
            WHERE document.kind <> 'credit_note'
              AND abs(line.net - counted.net) > 0.5 / 10::numeric ^ document.decimals + 0.0000001
        """,
        says=_("A line doesn't come to its quantity by its price, less its discounts."),
        remedy=_RESTORE,
    ),
    Invariant(
        # R10: rounded once for the document, or for each line where the company says so.
        name="tax_amounts",
        sql="""
            SELECT tax.company_id, tax.document_id,
                   tax.tax || ' ' || tax.rate || ' %%: ' || tax.amount || ' / '
                   || round(tax.base * tax.rate / 100, 4)
            FROM documents_documenttax AS tax
            JOIN documents_document AS document ON document.id = tax.document_id
            JOIN (
                SELECT document_id, count(*) AS lines FROM documents_documentline
                GROUP BY document_id
            ) AS counted ON counted.document_id = tax.document_id
            WHERE document.kind <> 'credit_note'
              AND greatest(abs(tax.amount - tax.base * tax.rate / 100),
                           abs(tax.surcharge - tax.base * tax.surcharge_rate / 100))
                  > (counted.lines + 1) / 10::numeric ^ document.decimals
        """,
        says=_("A tax isn't its rate of its base."),
        remedy=_RESTORE,
    ),
    Invariant(
        name="line_rates",
        sql="""
            SELECT line.company_id, line.document_id,
                   line.position || ': ' || charged.percent || ' %%'
            FROM documents_documentline AS line, unnest(line.tax_rates) AS charged (percent)
            WHERE NOT EXISTS (
                SELECT FROM documents_documenttax AS tax
                WHERE tax.document_id = line.document_id AND tax.rate = charged.percent)
        """,
        says=_("A line is taxed at a rate that its document's foot doesn't have."),
        remedy=_RESTORE,
    ),
)
