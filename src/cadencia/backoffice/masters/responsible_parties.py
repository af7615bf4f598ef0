"""The page of who answers for debts: which contracts they answer for (AG-8)."""

from typing import Any

from cadencia.backoffice.masters.editing import MasterOne
from cadencia.billing import contract_listing
from cadencia.billing.contract_filters import ContractFilter
from cadencia.parties.models import ResponsibleParty


class ResponsiblePartyOne(MasterOne):
    """Somebody who answers for the debt of others."""

    def besides(self, row: ResponsibleParty) -> dict[str, Any]:
        """Return the contracts that they answer for, and how many those are."""
        asked = ContractFilter(responsible_parties=(row.name,))
        found = contract_listing.page_of(asked, today=self.today, by=self.actor)
        return {"contracts": found.contracts, "count": found.count, "is_more": found.has_next}
