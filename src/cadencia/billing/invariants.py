"""What must always hold, each as a question to the database: which rows break it?

Every query answers (company, row, detail) of what offends, and reads the whole database: the
constraints and triggers refuse most of it beforehand, and this is how one knows that they did.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """A question whose right answer is no row; `remedy` says what to do about the others."""

    name: str
    sql: str
    says: "str | Promise"
    remedy: "str | Promise"


_RESTORE = _("Restore these rows from a backup; nothing of the program writes such a thing.")

INVARIANTS: tuple[Invariant, ...] = (
    # ------------------------------------------------------------------ documents
    Invariant(
        name="document_header",
        sql="""
            SELECT company_id, id, total::text FROM documents_document
            WHERE total <> net + tax_total + surcharge_total OR payable <> total - withholding
               OR (number IS NULL) <> (issue_date IS NULL)
               OR number IS NOT NULL AND issuer_id IS NULL
        """,
        says=_("The totals of a document contradict each other, or it is half issued."),
        remedy=_RESTORE,
    ),
    Invariant(
        name="document_lines",
        sql="""
            SELECT document.company_id, document.id, coalesce(lines.net, 0)::text
            FROM documents_document AS document
            LEFT JOIN (
                SELECT document_id, sum(net) AS net FROM documents_documentline
                GROUP BY document_id
            ) AS lines ON lines.document_id = document.id
            WHERE lines.net IS NULL
               OR NOT document.prices_include_tax
                  AND round(lines.net + document.expenses, document.decimals) <> document.net
        """,
        says=_("A document has no lines, or they don't add up to its net."),
        remedy=_("Delete it if it is a draft, and generate again; else restore it from a backup."),
    ),
    Invariant(
        name="document_taxes",
        sql="""
            SELECT document.company_id, document.id, coalesce(taxes.amount, 0)::text
            FROM documents_document AS document
            LEFT JOIN (
                SELECT document_id, sum(amount) AS amount, sum(surcharge) AS surcharge
                FROM documents_documenttax GROUP BY document_id
            ) AS taxes ON taxes.document_id = document.id
            WHERE coalesce(taxes.amount, 0) <> document.tax_total
               OR coalesce(taxes.surcharge, 0) <> document.surcharge_total
        """,
        says=_("The taxes of a document don't add up to its tax."),
        remedy=_("Delete it if it is a draft, and generate again; else restore it from a backup."),
    ),
    Invariant(
        name="document_due_dates",
        sql="""
            SELECT document.company_id, document.id, coalesce(due.amount, 0)::text
            FROM documents_document AS document
            LEFT JOIN (
                SELECT document_id, sum(amount) AS amount FROM documents_documentduedate
                GROUP BY document_id
            ) AS due ON due.document_id = document.id
            WHERE due.amount <> document.payable
               OR due.amount IS NOT NULL AND document.number IS NULL
               OR due.amount IS NULL AND document.number IS NOT NULL
                  AND document.kind = 'invoice' AND document.payable <> 0
        """,
        says=_("The due dates of an invoice don't add up to what is payable."),
        remedy=_RESTORE,
    ),
    Invariant(
        name="document_files",
        sql="""
            SELECT company_id, id, sha256 FROM documents_documentfile
            WHERE encode(sha256(pdf), 'hex') <> sha256
        """,
        says=_("A kept PDF isn't the one that was made."),
        remedy=_("Restore it from a backup, or delete it and have it made again."),
    ),
    # ------------------------------------------------------------------ what follows documents
    Invariant(
        name="credits_within",
        sql="""
            SELECT original.company_id, original.id,
                   sum(correction.total) || ' / ' || original.total
            FROM documents_correction AS correction
            JOIN documents_document AS original ON original.id = correction.original_id
            WHERE correction.stands
            GROUP BY original.company_id, original.id, original.total, original.net
            HAVING sum(correction.total) > original.total
                OR sum(correction.net) > original.net
        """,
        says=_("More is credited of a document than it comes to."),
        remedy=_("Issued documents can't be changed: tell your tax adviser."),
    ),
    Invariant(
        name="credit_notes",
        sql="""
            SELECT document.company_id, document.id, coalesce(correction.total, 0)::text
            FROM documents_document AS document
            LEFT JOIN documents_correction AS correction ON correction.document_id = document.id
            LEFT JOIN documents_document AS original ON original.id = correction.original_id
            WHERE document.kind = 'credit_note' AND (
                original.number IS NULL
                OR document.bill_to_id <> original.bill_to_id
                OR CASE correction.method WHEN 'substitution'
                    THEN document.total <> original.total - correction.total
                    ELSE document.total <> -correction.total END)
        """,
        says=_("A credit note corrects nothing, or not by what it says."),
        remedy=_RESTORE,
    ),
    Invariant(
        name="credit_notes_apart",
        sql="""
            SELECT document.company_id, document.id, series.code
            FROM documents_document AS document
            JOIN documents_series AS series ON series.id = document.series_id
            WHERE (document.kind = 'credit_note') <> (series.kind = 'credit_note')
        """,
        says=_("A credit note isn't in a series of its own, or another document is in one."),
        remedy=_("Delete it if it is a draft; else tell your tax adviser."),
    ),
    Invariant(
        name="corrected_lines",
        sql="""
            SELECT correction.company_id, correction.original_id, line.position::text
            FROM documents_correctedline AS line
            JOIN documents_correction AS correction ON correction.id = line.correction_id
            LEFT JOIN documents_documentline AS billed
              ON billed.document_id = correction.original_id AND billed.position = line.position
            WHERE correction.stands
            GROUP BY correction.company_id, correction.original_id, line.position, billed.net
            HAVING billed.net IS NULL OR abs(sum(line.net)) > abs(billed.net)
        """,
        says=_("More is credited of a line than it comes to."),
        remedy=_("Issued documents can't be changed: tell your tax adviser."),
    ),
    Invariant(
        name="invoiced_notes",
        sql="""
            SELECT invoice.company_id, invoice.id, noted.net || ' / ' || lines.net
            FROM (
                SELECT invoiced.document_id, sum(line.net) AS net,
                       bool_or(note.kind <> 'delivery_note' OR note.number IS NULL
                               OR void.id IS NOT NULL AND invoiced.stands) AS is_wrong
                FROM documents_invoicednote AS invoiced
                JOIN documents_document AS note ON note.id = invoiced.note_id
                JOIN documents_documentline AS line ON line.document_id = note.id
                LEFT JOIN documents_documentvoid AS void ON void.document_id = note.id
                GROUP BY invoiced.document_id
            ) AS noted
            JOIN documents_document AS invoice ON invoice.id = noted.document_id
            JOIN (
                SELECT document_id, sum(net) AS net FROM documents_documentline
                GROUP BY document_id
            ) AS lines ON lines.document_id = invoice.id
            WHERE noted.is_wrong OR noted.net <> lines.net
        """,
        says=_("An invoice of delivery notes doesn't bill what they say, or one isn't in force."),
        remedy=_("Delete the invoice if it is a draft; else credit it wholly, and look again."),
    ),
    # ------------------------------------------------------------------ numbers
    Invariant(
        name="numbers_without_gap",
        sql="""
            SELECT document.company_id, document.series_id,
                   document.fiscal_year || ': ' || count(*) || ' numbers from '
                   || min(document.number) || ' to ' || max(document.number)
            FROM documents_document AS document
            LEFT JOIN documents_seriescounter AS counter
              ON counter.series_id = document.series_id
             AND counter.fiscal_year = document.fiscal_year
            WHERE document.number IS NOT NULL
            GROUP BY document.company_id, document.series_id, document.fiscal_year,
                     counter.first_number
            HAVING min(document.number) <> coalesce(counter.first_number, 1)
                OR max(document.number) - min(document.number) + 1 <> count(*)
        """,
        says=_("The numbers of a series have a gap in a year."),
        remedy=_("Look for the missing documents in a backup; the tax office will ask for them."),
    ),
    Invariant(
        name="dates_follow_numbers",
        sql="""
            SELECT company_id, id, issue_date || ' < ' || before FROM (
                SELECT company_id, id, issue_date, lag(issue_date) OVER (
                    PARTITION BY company_id, series_id, fiscal_year ORDER BY number
                ) AS before
                FROM documents_document WHERE number IS NOT NULL
            ) AS numbered
            WHERE issue_date < before
        """,
        says=_("A document is dated before the one that has the number before it."),
        remedy=_("Issued documents can't be changed: tell your tax adviser."),
    ),
    Invariant(
        name="fiscal_year",
        sql="""
            SELECT company_id, id, fiscal_year::text FROM documents_document
            WHERE fiscal_year <> extract(year FROM issue_date)
        """,
        says=_("A document is numbered in another year than it is dated in."),
        remedy=_("Issued documents can't be changed: tell your tax adviser."),
    ),
    Invariant(
        name="counters",
        sql="""
            SELECT coalesce(counter.company_id, used.company_id),
                   coalesce(counter.series_id, used.series_id),
                   coalesce(counter.fiscal_year, used.fiscal_year) || ': '
                   || coalesce(counter.last_number, 0) || ' / ' || coalesce(used.last_number, 0)
            FROM documents_seriescounter AS counter
            FULL JOIN (
                SELECT company_id, series_id, fiscal_year, max(number) AS last_number,
                       max(issue_date) AS last_date
                FROM documents_document WHERE number IS NOT NULL
                GROUP BY company_id, series_id, fiscal_year
            ) AS used USING (series_id, fiscal_year)
            WHERE counter.last_number IS DISTINCT FROM
                      coalesce(used.last_number, counter.first_number - 1)
               OR used.last_date > counter.last_date
               OR used.last_date IS NOT NULL AND counter.last_date IS NULL
        """,
        says=_("The counter of a series isn't at its last document."),
        remedy=_("Set the counter to the last number and date of the series, then look again."),
    ),
    # ------------------------------------------------------------------ ledger
    Invariant(
        name="billed_without_document",
        sql="""
            SELECT installment.company_id, installment.id, contract.code || ' ' || due_on
            FROM billing_installment AS installment
            JOIN contracts_contract AS contract ON contract.id = installment.contract_id
            LEFT JOIN billing_installmentdocument AS link
              ON link.installment_id = installment.id
            WHERE installment.state = 'billed' AND NOT installment.replaced
              AND link.document_id IS NULL
              -- what comes to zero is a row without document where the company says so (R6)
              AND installment.reason <> 'zero_total'
        """,
        says=_("An installment counts as billed, and no document bills it."),
        remedy=_("Reopen the installment; the next run bills it."),
    ),
    Invariant(
        name="linked_without_sale",
        sql="""
            SELECT coalesce(installment.company_id, association.company_id),
                   coalesce(installment.id, association.installment_id),
                   coalesce(installment.state, 'association ' || association.id)
            FROM (
                SELECT * FROM billing_installment WHERE state = 'linked' AND NOT replaced
            ) AS installment
            FULL JOIN (
                SELECT * FROM billing_association
                WHERE undone_at IS NULL AND installment_id IS NOT NULL
            ) AS association ON association.installment_id = installment.id
            WHERE installment.id IS NULL OR association.id IS NULL
        """,
        says=_("An installment counts as linked without a sale, or a sale stands for none."),
        remedy=_("Undo the association, or reopen the installment; then associate it again."),
    ),
    Invariant(
        name="sale_not_in_force",
        sql="""
            SELECT association.company_id, association.id, document.id::text
            FROM billing_association AS association
            JOIN documents_document AS document ON document.id = association.document_id
            WHERE association.undone_at IS NULL AND association.installment_id IS NOT NULL
              AND (document.number IS NULL OR EXISTS (
                  SELECT 1 FROM documents_correction AS correction
                  WHERE correction.original_id = document.id AND correction.stands
                    AND correction.gave_back))
        """,
        says=_("A draft, or what was credited to be billed again, stands for an installment."),
        remedy=_("Undo the association: the installment is owed again."),
    ),
    Invariant(
        name="line_without_installment",
        sql="""
            SELECT line.company_id, line.document_id, line.position::text
            FROM documents_documentline AS line
            LEFT JOIN billing_installmentdocument AS link
              ON link.installment_id = line.installment_id
             AND link.document_id = line.document_id
            WHERE line.installment_id IS NOT NULL AND link.document_id IS NULL
        """,
        says=_("A line bills an installment that isn't linked to its document."),
        remedy=_("Delete the document if it is a draft, and generate again."),
    ),
    Invariant(
        name="line_of_other_contract",
        sql="""
            SELECT line.company_id, line.document_id, line.position::text
            FROM documents_documentline AS line
            JOIN billing_installment AS installment ON installment.id = line.installment_id
            WHERE installment.contract_id <> line.contract_id
        """,
        says=_("A line names another contract than its installment does."),
        remedy=_("Delete the document if it is a draft, and generate again."),
    ),
    Invariant(
        name="draft_of_unbilled",
        sql="""
            SELECT link.company_id, link.document_id, installment.id || ' ' || installment.state
            FROM documents_document AS document
            JOIN billing_installmentdocument AS link ON link.document_id = document.id
            JOIN billing_installment AS installment ON installment.id = link.installment_id
            WHERE document.number IS NULL
              AND (installment.replaced OR installment.state NOT IN ('billed', 'linked'))
        """,
        says=_("A draft bills an installment that the ledger doesn't count as billed."),
        remedy=_("Delete the draft: issued, it would bill the installment twice."),
    ),
    Invariant(
        name="ledger_order",
        sql="""
            SELECT company_id, id, number || ' <= ' || before FROM (
                SELECT company_id, id, number, lag(number) OVER (
                    PARTITION BY contract_id ORDER BY due_on, number
                ) AS before
                FROM billing_installment
                WHERE kind IN ('regular', 'closing') AND NOT replaced
            ) AS numbered
            WHERE number <= before
        """,
        says=_("The installments of a contract are not numbered in the order of their dates."),
        remedy=_("Compare the contract's ledger with its documents, and skip what is twice."),
    ),
    # ------------------------------------------------------------------ the rest
    Invariant(
        name="refusal_of_unposted",
        sql="""
            SELECT refusal.company_id, refusal.contract_id, refusal.code
            FROM billing_refusal AS refusal
            JOIN contracts_contract AS contract ON contract.id = refusal.contract_id
            WHERE contract.state <> 'posted'
        """,
        says=_("A contract that isn't posted is still marked as refused."),
        remedy=_("Delete the refusal; posting the contract checks it anew."),
    ),
    Invariant(
        name="party_without_snapshot",
        sql="""
            SELECT company_id, id, code FROM parties_customer WHERE snapshot_id IS NULL
            UNION ALL
            SELECT id, id, code FROM parties_company WHERE issuer_snapshot_id IS NULL
        """,
        says=_("What documents print of a customer or of the company is missing."),
        remedy=_("Save the customer or the company again."),
    ),
    Invariant(
        name="company_that_cannot_issue",
        sql="""
            SELECT company.id, company.id, company.code FROM parties_company AS company
            LEFT JOIN documents_issuer AS issuer ON issuer.company_id = company.id
            WHERE issuer.company_id IS NULL
        """,
        says=_("A company lacks the row that is locked for issuing."),
        remedy=_("Open the company again; nothing of it is lost."),
    ),
)
