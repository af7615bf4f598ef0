"""A sale of another program written down and associated in one step (GE-8)."""

from dataclasses import replace
from datetime import datetime

from cadencia.billing import associating, existing_sales
from cadencia.billing.acts import Drafts
from cadencia.billing.association_models import Association
from cadencia.billing.existing_sales import Written
from cadencia.parties.access import Actor, Permission, permitted


def associate_written(
    written: Written,
    asked: associating.Asked,
    *,
    at: datetime,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
) -> Association:
    """Register the sale and put it in the place of an installment, or only list it; or neither.

    :raises: as `existing_sales.register` and `associating.associate`.
    """
    with permitted(by, Permission.ASSOCIATIONS):
        sale = existing_sales.register(written, at=at, by=by)
        mine = replace(asked, document=None, external_sale=sale.pk)
        return associating.associate(mine, at=at, by=by, waiting=waiting)
