"""What webhooks tell, in the words of the pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

EVENT_WORDS: Mapping[str, Any] = {
    "contract.posted": _("contract posted"),
    "contract.reverted": _("posting reverted"),
    "contract.activated": _("contract activated"),
    "contract.deactivated": _("contract deactivated"),
    "contract.finished": _("contract finished"),
    "contract.reopened": _("contract reopened"),
    "contract.voided": _("contract voided"),
    "contract.refused": _("contract left aside by a run"),
    "contract.renewed": _("contract renewed"),
    "contract.prolonged": _("contract prolonged"),
    "contract.cloned": _("contract cloned"),
    "contract.paused": _("contract paused"),
    "contract.resumed": _("contract resumed"),
    "contract.withdrawn": _("contract withdrawn from"),
    "contract.withdrawal_undone": _("withdrawal undone"),
    "contract.changed": _("contract changed"),
    "contract.modified": _("contract modified by date"),
    "contract.commented": _("comment written"),
    "contract.confirmed": _("confirmation"),
    "contract.associated": _("sale associated"),
    "installment.skipped": _("installment skipped"),
    "installment.unskipped": _("installment owed again"),
    "installment.moved": _("installment moved"),
    "installment.reopened": _("installment reopened"),
    "bulk.executed": _("bulk act executed"),
    "bulk.undone": _("bulk act undone"),
    "review.applied": _("price review applied"),
    "review.undone": _("price review undone"),
    "document.issued": _("document issued"),
    "document.credited": _("document credited"),
    "document.voided": _("document voided"),
    "document.sent": _("document sent by e-mail"),
    "document.not_delivered": _("document not delivered"),
    "run.stopped": _("run stopped to ask"),
    "run.finished": _("run finished"),
    "run.undone": _("run undone"),
}
"""By event."""
