"""What must always hold of the ledger and of what contracts refer to; see `invariants`."""

from django.utils.translation import gettext_lazy as _

from cadencia.billing.invariants import Invariant

LEDGER_INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        name="issued_of_unbilled",
        sql="""
            SELECT installment.company_id, installment.id,
                   contract.code || ' ' || installment.due_on || ' ' || installment.state
            FROM billing_installment AS installment
            JOIN contracts_contract AS contract ON contract.id = installment.contract_id
            WHERE NOT installment.replaced AND installment.state NOT IN ('billed', 'linked')
              AND EXISTS (
                SELECT FROM billing_installmentdocument AS link
                JOIN documents_document AS document
                  ON document.id = link.document_id AND document.number IS NOT NULL
                WHERE link.installment_id = installment.id
                  AND NOT EXISTS (SELECT FROM documents_documentvoid AS void
                                  WHERE void.document_id = document.id)
                  AND NOT documents_gave_back(document.id))
        """,
        says=_("An issued document in force bills an installment that doesn't count as billed."),
        remedy=_("Mark the installment as billed again; else it may be billed a second time."),
    ),
    Invariant(
        name="taxes_missing",
        sql="""
            SELECT named.company_id, named.id, named.place || ' ' || named.code
            FROM (
                SELECT company_id, id, code AS place, unnest(taxes) AS code FROM catalog_item
                UNION ALL
                SELECT contract.company_id, contract.id, contract.code, unnest(line.taxes)
                FROM contracts_contractline AS line
                JOIN contracts_contract AS contract ON contract.id = line.contract_id
                UNION ALL
                SELECT contract.company_id, contract.id, contract.code, unnest(change.taxes)
                FROM contracts_scheduledmodification AS change
                JOIN contracts_contract AS contract ON contract.id = change.contract_id
                UNION ALL
                SELECT company_id, id, code, withholding FROM contracts_contract
                WHERE withholding <> ''
            ) AS named
            LEFT JOIN catalog_tax AS tax
              ON tax.company_id = named.company_id AND tax.code = named.code
            WHERE tax.id IS NULL
        """,
        says=_("An item or a contract names a tax that isn't there: it can't be billed."),
        remedy=_("Create the tax again with that code, or give the item or contract another."),
    ),
)
