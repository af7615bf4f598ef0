"""A copy of a contract is made once, however often its form is sent: answers get lost on the way.

Each form that is opened has a mark of its own. Which draft was made under it is kept in the
transaction that makes it, a month long; a second one that comes meanwhile waits for the first.
"""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from cadencia.billing import kept_answers, renewing
from cadencia.billing.renewing import Copy
from cadencia.contracts import services
from cadencia.contracts.models import Contract
from cadencia.parties.access import Actor, Permission, permitted

WHAT = "clone"


def clone_once(contract_id: int, how: Copy, *, mark: str, at: datetime, by: Actor) -> Contract:
    """Make a copy of a contract, or return the one that the same form has made already.

    Users and companies have marks of their own. Sent with another customer or code it is another
    form; a copy that was deleted since is made anew.

    :raises NoSuchContract, ValuesRefused: as `renewing.clone`.
    """
    with permitted(by, Permission.CONTRACTS):
        services.locked(contract_id, by.company_id)
        kept = kept_answers.locked(WHAT, _key(contract_id, how, mark, by), at=at, by=by)
        made = Contract.objects.filter(company_id=by.company_id, pk=kept.answer or 0).first()
        if made is None:
            made = renewing.clone(contract_id, how, by=by)
            kept.answer, kept.asked_at, kept.made_at = made.pk, at, at
            kept.save(update_fields=["answer", "asked_at", "made_at"])
        return made


def _key(contract_id: int, how: Copy, mark: str, by: Actor) -> str:
    said = {name: str(value) for name, value in asdict(how).items() if name != "today"}
    written = json.dumps([by.user_id, contract_id, mark, said], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()
