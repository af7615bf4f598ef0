"""A new contract is made once, however often its form is sent: answers get lost on the way.

Whoever opens an empty form gives it a key of its own. Which contract was made under it, and of
which form, is kept in the transaction that makes it, a month long; a second one that comes
meanwhile waits for the first. Sent again as it was, the form only leads to that contract; sent
with changes, it is an edit of it, by somebody who knows it as they left it.
"""

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from cadencia.billing import kept_answers
from cadencia.billing.contract_form.canonical import canonical
from cadencia.billing.contract_form.reading import Details, read
from cadencia.billing.contract_form.rekeying import rows_of_modifications
from cadencia.billing.contract_form.saving import ChangedMeanwhile, Known, Manner, Wanted, save
from cadencia.billing.kept_models import KeptAnswer
from cadencia.contracts.models import Contract
from cadencia.parties.access import Permission, permitted

WHAT = "new_contract"
KEY = re.compile(r"[0-9A-Za-z-]{16,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What was made under a key: the contract, its version then, and the form it was made of."""

    contract: int
    version: int
    form: dict[str, Any]

    @property
    def wanted(self) -> Wanted:
        """Return the form that was saved last."""
        details, ids = Details(**self.form["details"]), tuple(self.form["modification_ids"])
        return Wanted(**{**self.form, "details": details, "modification_ids": ids})


def save_new(wanted: Wanted, manner: Manner, *, key: str, known: Known | None) -> int:
    """Save a form that was opened empty, and return the number of its contract.

    `key` is that of the form, of 16 to 64 letters, digits and hyphens; users and companies have
    keys of their own. A contract that was made under it and deleted since is made anew. `known`
    is what the page learnt of the contract meanwhile, if somebody else had changed it.

    :raises ValuesRefused, NotAllowed, CredentialsWanted, DraftsWait: as `save`.
    :raises ChangedMeanwhile: if somebody changed what was made, and the form too was changed.
    :raises ValueError: if the key is none.
    """
    if not KEY.fullmatch(key):
        raise ValueError(key)
    with permitted(manner.by, Permission.CONTRACTS):
        named = f"{manner.by.user_id or 0}:{key}"
        kept = kept_answers.locked(WHAT, named, at=manner.at, by=manner.by)
        made = _made(kept)
        if made is None:
            number = save(wanted, manner, contract_id=None, known=None)
        elif known is None and made.form == _as_json(wanted):
            return made.contract
        else:
            number = _edit(made, wanted, manner, known)
        _keep(kept, number, wanted, manner)
        return number


def _made(kept: KeptAnswer) -> _Made | None:
    if kept.answer is None:
        return None
    made = _Made(**kept.answer)
    is_there = Contract.objects.filter(pk=made.contract, company_id=kept.company_id).exists()
    return made if is_there else None


def _edit(made: _Made, wanted: Wanted, manner: Manner, known: Known | None) -> int:
    """Save what differs from what was made; the page knows neither its code nor its rows."""
    now = read(made.contract, by=manner.by)
    before = made.wanted
    mine, base = (
        replace(each, contract={"code": now.code, **each.contract}) for each in (wanted, before)
    )
    if not any(mine.modification_ids):
        rows = rows_of_modifications(canonical(mine.contract), now)
        mine = replace(mine, modification_ids=rows)
    left = known or Known(version=made.version, details=before.details)
    try:
        return save(mine, manner, contract_id=made.contract, known=left)
    except ChangedMeanwhile as changed:
        if known is not None:
            raise
        raise ChangedMeanwhile(changed.now, base=base, mine=mine) from None


def _keep(kept: KeptAnswer, number: int, wanted: Wanted, manner: Manner) -> None:
    version = Contract.objects.values_list("version", flat=True).get(pk=number)
    made = _Made(contract=number, version=version, form=_as_json(wanted))
    kept.answer, kept.asked_at, kept.made_at = asdict(made), manner.at, manner.at
    kept.save(update_fields=["answer", "asked_at", "made_at"])


def _as_json(wanted: Wanted) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(asdict(wanted)))
    return found
