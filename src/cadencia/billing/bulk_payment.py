"""Another payment method for many contracts (R14: an everyday change)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from cadencia.billing.bulk import Around
from cadencia.billing.choosing import Choice
from cadencia.billing.gathering import Gathered, Masters
from cadencia.billing.proposals import Proposed, Touched, left_out
from cadencia.parties.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentWish:
    """The payment method that the contracts are to have; empty for the customer's own."""

    payment_method: str

    @property
    def kind(self) -> str:
        """The kind of the act, as it is kept."""
        return "payment_method"

    def form(self) -> dict[str, Any]:
        """Return the wish in JSON form."""
        return {"payment_method": self.payment_method}

    def problems(self, masters: Masters) -> list[Problem]:
        """Return what is wrong with the wish itself."""
        if self.payment_method != self.payment_method.strip():
            return [Problem("payment_method", _("Leave out the blanks around it."))]
        return []

    def propose(self, gathered: Gathered, around: Around, choice: Choice) -> Proposed:
        """Return the method before and after."""
        contract = gathered.agreement.contract
        before = around.payment_methods.get(gathered.contract_id, "")
        if before == self.payment_method:
            return (), (left_out(contract.code, "", "nothing_to_change"),)
        touched = Touched(
            contract_id=gathered.contract_id,
            contract=contract.code,
            customer=contract.customer.name,
            before=before,
            after=self.payment_method,
        )
        return (touched,), ()

    def write(self, touched: Sequence[Touched], company_id: int) -> list[int | None]:
        """Write it on the contracts."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE contracts_contract SET payment_method = %s"
                " WHERE id = ANY(%s) AND company_id = %s",
                (self.payment_method, [each.contract_id for each in touched], company_id),
            )
        return [None for _each in touched]
