"""What a kept preview comes to: worked out anew from its rows, so that it can't drift."""

from cadencia.billing.kept_preview_models import KeptPreview
from cadencia.billing.querying import rows

_GROUPS = """
SELECT document_type, series, currency, count(*), sum(net), sum(total)
FROM billing_previewdocument WHERE preview_id = %s AND is_selected
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

_CONTRACTS = """
SELECT change, count(*), count(*) FILTER (WHERE installments > 0), sum(installments),
       count(*) FILTER (WHERE refusals <> '[]' AND change = '')
FROM billing_previewcontract WHERE preview_id = %s GROUP BY change
"""


def add_up(kept: KeptPreview) -> None:
    """Put the sums of the rows into a kept preview; the caller saves it."""
    kept.groups = [
        {
            "type": kind,
            "series": series,
            "currency": currency,
            "documents": documents,
            "net": str(net),
            "total": str(total),
        }
        for kind, series, currency, documents, net, total in rows(_GROUPS, kept.pk)
    ]
    kept.documents = sum(each["documents"] for each in kept.groups)
    found = rows(_CONTRACTS, kept.pk)
    kept.changes = {change: count for change, count, *_ in found if change}
    kept.contracts = sum(billed for _, _, billed, _, _ in found)
    kept.installments = sum(installments for _, _, _, installments, _ in found)
    kept.refusals = sum(refused for *_, refused in found)
