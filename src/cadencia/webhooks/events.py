"""What each event says: a sentence, and the facts that its messages have."""

from collections.abc import Mapping

_OF_CONTRACT = ("contract", "code", "state")

NUMBERS = (
    *("contract", "run", "document", "credit_note", "act", "contracts"),
    *("renewed_from", "cloned_from", "fiscal_year", "number", "delivery"),
)
"""Facts that are whole numbers: mostly ids."""

TEXTS = ("code", "state", "kind", "what", "reason")
DAYS = ("issue_date", "ends_on")

_CONTRACTS = {
    "contract.posted": "A draft was posted: it generates.",
    "contract.reverted": "A posted contract is a draft again.",
    "contract.activated": "A contract generates again.",
    "contract.deactivated": "A contract generates no more until it is activated.",
    "contract.finished": "A contract came to its end.",
    "contract.reopened": "A finished contract is posted again.",
    "contract.voided": "A contract was annulled.",
    "contract.modified": "The scheduled modifications of a contract are others.",
}
_EVERYDAY = {
    "contract.paused": "A pause was made, changed or taken away.",
    "contract.resumed": "A paused contract goes on.",
    "contract.withdrawn": "A contract was withdrawn from.",
    "contract.withdrawal_undone": "A withdrawal was taken back.",
    "contract.changed": "A one-off line or a detail of a contract is another.",
    "contract.commented": "A comment was written.",
    "contract.confirmed": "A confirmation was asked for, given, or is asked for no more.",
    "contract.associated": "A sale stands in the place of an installment, or does no more.",
    "installment.skipped": "An installment was skipped.",
    "installment.unskipped": "A skipped installment is owed again.",
    "installment.moved": "An installment was moved to another day.",
    "installment.reopened": "A billed installment is owed again.",
}
_OTHERS = {
    "contract.refused": "A run left a contract aside: `code` says why.",
    "contract.renewed": "A draft was made that goes on with a contract.",
    "contract.prolonged": "A contract renewed itself.",
    "contract.cloned": "A draft was made as a copy of a contract.",
    "bulk.executed": "A bulk act was executed.",
    "bulk.undone": "A bulk act was taken back.",
    "review.applied": "A price review was applied to many contracts.",
    "review.undone": "A price review was taken back.",
    "document.issued": "A document got its number.",
    "document.credited": "A document was credited.",
    "document.voided": "A document was voided.",
    "document.sent": "A mail server took a document to hand it over.",
    "document.not_delivered": "A document didn't arrive and isn't tried again: `reason` says why.",
    "run.stopped": "A run drafted all and asks before it issues.",
    "run.finished": "A run did all that was asked.",
    "run.undone": "The drafts of a run are deleted.",
}
DESCRIPTIONS: Mapping[str, str] = {**_CONTRACTS, **_EVERYDAY, **_OTHERS}
"""What happened, by event."""

_BULK = ("act", "kind", "contracts")
FACTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_CONTRACTS, _OF_CONTRACT),
    **dict.fromkeys(_EVERYDAY, (*_OF_CONTRACT, "what")),
    "contract.refused": ("contract", "code", "run"),
    "contract.renewed": (*_OF_CONTRACT, "renewed_from"),
    "contract.prolonged": ("contract", "ends_on"),
    "contract.cloned": (*_OF_CONTRACT, "cloned_from"),
    **dict.fromkeys(("bulk.executed", "bulk.undone", "review.applied", "review.undone"), _BULK),
    "document.issued": ("document", "fiscal_year", "number", "issue_date"),
    "document.credited": ("document", "credit_note"),
    "document.voided": ("document",),
    "document.sent": ("document", "delivery"),
    "document.not_delivered": ("document", "delivery", "reason"),
    **dict.fromkeys(("run.stopped", "run.finished", "run.undone"), ("run",)),
}
"""The facts that the messages of an event have."""
