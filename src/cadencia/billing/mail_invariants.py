"""What must always hold of documents sent by e-mail; see `invariants`."""

from django.utils.translation import gettext_lazy as _

from cadencia.billing.invariants import Invariant

MAIL_INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        name="mail_of_draft",
        sql="""
            SELECT delivery.company_id, delivery.id, delivery.document_id
            FROM mailing_delivery AS delivery
            JOIN documents_document AS document ON document.id = delivery.document_id
            WHERE document.number IS NULL
        """,
        says=_("A draft counts as sent by e-mail."),
        remedy=_("Delete the delivery; nothing but issued documents is sent."),
    ),
    Invariant(
        name="mail_left_sending",
        sql="""
            SELECT company_id, id, document_id FROM mailing_delivery
            WHERE state = 'sending'
              AND (claimed_until IS NULL OR claimed_until < now() - interval '1 hour')
        """,
        says=_("A message was being handed over, and nobody knows what came of it."),
        remedy=_("Run cadencia worker: it marks the message as unknown, to be tried by hand."),
    ),
    Invariant(
        # Only where nobody has changed since what is sent by itself: the history tells.
        name="mail_missing",
        sql="""
            SELECT document.company_id, document.id, document.number
            FROM documents_document AS document
            JOIN parties_customer AS customer ON customer.id = document.bill_to_id
            LEFT JOIN mailing_mailserver AS server ON server.company_id = document.company_id
            CROSS JOIN LATERAL (
                SELECT coalesce(nullif(customer.sending, ''), server.sending, 'create_only')
                    AS sending
            ) AS usual
            CROSS JOIN LATERAL (
                SELECT bool_or(coalesce(nullif(contract.sending, ''), usual.sending)
                               = 'create_and_send') AS sends,
                       array_agg(contract.id) AS ids
                FROM contracts_contract AS contract
                WHERE contract.company_id = document.company_id AND contract.id IN (
                    SELECT line.contract_id FROM documents_documentline AS line
                    WHERE line.document_id = document.id)
            ) AS said
            WHERE document.number IS NOT NULL AND document.kind <> 'work_order'
              AND coalesce(said.sends, usual.sending = 'create_and_send')
              AND EXISTS (SELECT FROM documents_documentfile AS file
                          WHERE file.document_id = document.id
                            AND file.created_at < now() - interval '1 hour')
              AND NOT EXISTS (SELECT FROM documents_documentvoid AS void
                              WHERE void.document_id = document.id)
              AND NOT EXISTS (SELECT FROM mailing_delivery AS delivery
                              WHERE delivery.document_id = document.id
                                AND delivery.occasion = 'issued')
              AND NOT EXISTS (
                  SELECT FROM parties_history AS change
                  WHERE change.company_id = document.company_id
                    AND change.at >= document.issued_at
                    AND (change.table_name = 'contracts_contract' AND change.changes ? 'sending'
                             AND change.row_id = ANY(said.ids)
                         OR change.table_name = 'parties_customer' AND change.changes ? 'sending'
                             AND change.row_id = customer.id
                         OR change.table_name = 'mailing_mailserver'
                             AND (change.operation <> 'update' OR change.changes ? 'sending')))
        """,
        says=_("A document that is to be sent by itself once issued wasn't."),
        remedy=_("Send it by hand, and look whether cadencia worker is running."),
    ),
)
