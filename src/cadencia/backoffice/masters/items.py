"""An item's page: where it has other prices, and where it is used."""

from typing import Any

from cadencia.backoffice.masters.editing import MasterOne
from cadencia.billing.masters import removing
from cadencia.catalog.models import Item, PriceListEntry

SHOWN = 50


class ItemOne(MasterOne):
    """An item that is there."""

    def besides(self, row: Item) -> dict[str, Any]:
        """Return its prices in price lists, and by what it is used."""
        prices = PriceListEntry.objects.filter(company=self.company, item=row)
        shown = prices.select_related("price_list").order_by(
            "price_list__code", "min_quantity", "valid_from"
        )
        return {
            "prices": list(shown[:SHOWN]),
            "uses": removing.listed(removing.uses(self.screen.what, row, deeply=False)),
        }
