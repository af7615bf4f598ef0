"""What must always hold of usage, existing sales, payments, renewals; see `invariants`."""

from django.utils.translation import gettext_lazy as _

from cadencia.billing.invariants import Invariant

LIFE_INVARIANTS: tuple[Invariant, ...] = (
    # ------------------------------------------------------------------ usage
    Invariant(
        # Recorded is billed and pending: what an installment bills is what its line shows.
        name="usage_as_billed",
        sql="""
            SELECT coalesce(noted.company_id, line.company_id),
                   coalesce(noted.installment_id, line.installment_id),
                   coalesce(noted.used, 0) || ' / ' || coalesce(line.quantity, 0)
            FROM (
                SELECT billed.company_id, billed.installment_id, usage.line_id,
                       sum(usage.quantity) AS used
                FROM billing_billedusage AS billed
                JOIN contracts_usage AS usage ON usage.id = billed.usage_id
                GROUP BY billed.company_id, billed.installment_id, usage.line_id
            ) AS noted
            FULL JOIN (
                SELECT line.company_id, line.installment_id, line.contract_line_id AS line_id,
                       sum(line.quantity) AS quantity
                FROM documents_documentline AS line
                JOIN billing_installment AS installment ON installment.id = line.installment_id
                WHERE installment.state = 'billed' AND NOT installment.replaced
                  AND EXISTS (SELECT FROM unnest(line.explanation) AS said
                              WHERE starts_with(said, 'usage: '))
                  AND NOT EXISTS (SELECT FROM documents_documentvoid AS void
                                  WHERE void.document_id = line.document_id)
                  AND NOT EXISTS (SELECT FROM documents_correction AS correction
                                  WHERE correction.original_id = line.document_id
                                    AND correction.gave_back AND correction.stands)
                GROUP BY line.company_id, line.installment_id, line.contract_line_id
            ) AS line USING (installment_id, line_id)
            -- of a document that is void, and not billed again, the usage stays with it
            WHERE noted.used IS NULL AND line.quantity <> 0
               OR noted.used <> line.quantity
               OR line.quantity IS NULL AND noted.used <> 0 AND NOT EXISTS (
                    SELECT FROM documents_documentline AS kept
                    WHERE kept.installment_id = noted.installment_id
                      AND kept.contract_line_id = noted.line_id
                      AND kept.quantity = noted.used)
        """,
        says=_("An installment doesn't bill the usage that counts as billed by it."),
        remedy=_("Compare the document with the records; credit it wholly with reopening."),
    ),
    Invariant(
        name="usage_of_other_contract",
        sql="""
            SELECT billed.company_id, billed.usage_id, usage.external_id
            FROM billing_billedusage AS billed
            JOIN contracts_usage AS usage ON usage.id = billed.usage_id
            JOIN billing_installment AS installment ON installment.id = billed.installment_id
            WHERE installment.contract_id <> usage.contract_id
               OR installment.state NOT IN ('billed', 'reopened')
        """,
        says=_("A usage counts as billed by what doesn't bill it, and will never be billed."),
        remedy=_("Credit the document wholly with reopening: the usage is free again."),
    ),
    # ------------------------------------------------------------------ existing sales
    Invariant(
        name="association_of_other_contract",
        sql="""
            SELECT association.company_id, association.id, installment.id::text
            FROM billing_association AS association
            JOIN billing_installment AS installment
              ON installment.id = association.installment_id
            WHERE association.contract_id <> installment.contract_id
               OR association.expected IS NULL
        """,
        says=_("A sale stands for an installment of another contract."),
        remedy=_("Undo the association: the installment is owed again."),
    ),
    Invariant(
        name="sale_that_bills",
        sql="""
            SELECT association.company_id, association.id, association.document_id::text
            FROM billing_association AS association
            JOIN billing_installmentdocument AS link
              ON link.document_id = association.document_id
            JOIN billing_installment AS installment ON installment.id = link.installment_id
            WHERE association.undone_at IS NULL AND association.installment_id IS NOT NULL
              AND installment.state = 'billed' AND NOT installment.replaced
        """,
        says=_("A document bills an installment and stands for another one too."),
        remedy=_("Undo the association: the installment is owed again."),
    ),
    Invariant(
        name="sale_of_other_total",
        sql="""
            SELECT association.company_id, association.id, contract.code
            FROM billing_association AS association
            JOIN contracts_contract AS contract ON contract.id = association.contract_id
            LEFT JOIN documents_document AS document ON document.id = association.document_id
            LEFT JOIN documents_externalsale AS sale
              ON sale.id = association.external_sale_id
            WHERE association.undone_at IS NULL AND association.installment_id IS NOT NULL
              AND coalesce(document.total, sale.total) <> association.total
        """,
        says=_("A sale that stands for an installment comes to another total than it did."),
        remedy=_("Undo the association, and associate the sale again."),
    ),
    # ------------------------------------------------------------------ payments
    Invariant(
        name="paid_within",
        sql="""
            SELECT due.company_id, due.document_id, sum(part.amount) || ' > ' || due.amount
            FROM payments_paymentpart AS part
            JOIN payments_payment AS payment ON payment.id = part.payment_id
            JOIN documents_documentduedate AS due
              ON due.document_id = part.document_id AND due.position = part.position
            WHERE payment.undone_at IS NULL
            GROUP BY due.company_id, due.document_id, due.position, due.amount
            HAVING sum(part.amount) > due.amount
        """,
        says=_("More is paid of a due date than it asks for."),
        remedy=_("Undo one of the payments."),
    ),
    Invariant(
        name="payments_of_void",
        sql="""
            SELECT part.company_id, part.payment_id, part.document_id::text
            FROM payments_paymentpart AS part
            JOIN payments_payment AS payment ON payment.id = part.payment_id
            JOIN documents_document AS document ON document.id = part.document_id
            LEFT JOIN documents_documentvoid AS void ON void.document_id = document.id
            WHERE payment.undone_at IS NULL
              AND (document.number IS NULL OR void.id IS NOT NULL)
        """,
        says=_("What is a draft or void counts as paid."),
        remedy=_("Undo the payment."),
    ),
    # ------------------------------------------------------------------ what triggers keep
    Invariant(
        name="settled_due_dates",
        sql="""
            SELECT due.company_id, due.document_id, due.position || ': ' || due.settled
            FROM (
                SELECT each.*, each.amount - coalesce(paid.amount, 0) AS owed,
                       sum(greatest(each.amount - coalesce(paid.amount, 0), 0))
                           OVER (PARTITION BY each.document_id) AS document_owes
                FROM documents_documentduedate AS each
                LEFT JOIN (
                    SELECT part.document_id, part.position, sum(part.amount) AS amount
                    FROM payments_paymentpart AS part
                    JOIN payments_payment AS payment ON payment.id = part.payment_id
                    WHERE payment.undone_at IS NULL GROUP BY part.document_id, part.position
                ) AS paid ON paid.document_id = each.document_id AND paid.position = each.position
                WHERE each.amount > 0
            ) AS due
            JOIN documents_document AS document ON document.id = due.document_id
            LEFT JOIN documents_documentvoid AS void ON void.document_id = due.document_id
            LEFT JOIN (
                SELECT original_id, documents_taken_back(original_id) AS amount
                FROM documents_correction WHERE stands GROUP BY original_id
            ) AS back ON back.original_id = due.document_id
            WHERE due.settled <> (due.owed <= 0 OR void.id IS NOT NULL
                                  OR coalesce(back.amount >= due.document_owes, false))
               OR (due.series_id, due.fiscal_year, due.number) IS DISTINCT FROM
                  (document.series_id, document.fiscal_year, document.number)
        """,
        says=_("A due date is listed as open though nothing is owed of it, or the reverse."),
        remedy=_(
            "In the database: SELECT payments_settle(ARRAY[…]) with the ids of the documents."
        ),
    ),
    Invariant(
        name="pending_notes",
        sql="""
            SELECT coalesce(note.company_id, kept.company_id),
                   coalesce(note.id, kept.document_id), kept.bill_to_id::text
            FROM (
                SELECT each.id, each.company_id, each.bill_to_id FROM documents_document AS each
                LEFT JOIN documents_invoicednote AS invoiced
                  ON invoiced.note_id = each.id AND invoiced.stands
                LEFT JOIN documents_documentvoid AS void ON void.document_id = each.id
                WHERE each.kind = 'delivery_note' AND each.number IS NOT NULL
                  AND invoiced.id IS NULL AND void.id IS NULL
            ) AS note
            FULL JOIN documents_pendingnote AS kept
              ON kept.document_id = note.id AND kept.company_id = note.company_id
             AND kept.bill_to_id = note.bill_to_id
            WHERE note.id IS NULL OR kept.document_id IS NULL
        """,
        says=_("A delivery note waits for an invoice that it has, or has none and doesn't wait."),
        remedy=_("In the database: SELECT documents_pending_note(…) with the id of each note."),
    ),
    # ------------------------------------------------------------------ renewals
    Invariant(
        name="renewal_overlaps",
        sql="""
            SELECT renewal.company_id, renewal.id,
                   old.code || ' ' || coalesce(least(old.ends_on, old.withdrawn_on)::text, '–')
                   || ' >= ' || renewal.code || ' ' || renewal.starts_on
            FROM contracts_contract AS renewal
            JOIN contracts_contract AS old ON old.id = renewal.renewed_from_id
            WHERE renewal.state IN ('posted', 'finished') AND old.state IN ('posted', 'finished')
              AND renewal.starts_on IS NOT NULL
              AND coalesce(least(old.ends_on, old.withdrawn_on), 'infinity') >= renewal.starts_on
        """,
        says=_("A contract goes on beyond the day from which its renewal bills."),
        remedy=_("Withdraw the old one on the day before, and credit what it billed beyond."),
    ),
    Invariant(
        name="renewal_links",
        sql="""
            SELECT company_id, id, code FROM contracts_contract WHERE renewed_from_id >= id
            UNION ALL
            SELECT succession.company_id, succession.renewal_id, renewal.code
            FROM contracts_succession AS succession
            JOIN contracts_contract AS renewal ON renewal.id = succession.renewal_id
            WHERE renewal.renewed_from_id IS DISTINCT FROM succession.renewed_id
               OR renewal.state = 'draft' AND renewal.stopped_on IS NULL
        """,
        says=_("A renewal doesn't go on with the contract whose end it gave."),
        remedy=_("Restore these rows from a backup; nothing of the program writes such a thing."),
    ),
    Invariant(
        name="prolongations_in_order",
        sql="""
            SELECT company_id, contract_id, previous_end || ' < ' || before FROM (
                SELECT company_id, contract_id, previous_end, lag(ends_on) OVER (
                    PARTITION BY contract_id ORDER BY previous_end
                ) AS before
                FROM contracts_prolongation
            ) AS prolonged
            WHERE previous_end < before
        """,
        says=_("A contract was prolonged from a day that lies before its end then."),
        remedy=_("Compare its ledger with its documents, and credit what is billed twice."),
    ),
)
