"""Jobs that the clock asks for: automatic renewals, and followers of changed templates.

`cadencia worker` runs them, each hour, so that every time zone has its midnight soon.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from cadencia.billing import tacit_renewal, template_refresh
from cadencia.billing.models import DueRefresh
from cadencia.core.dates import civil_date
from cadencia.parties.access import administrator_of_machine
from cadencia.parties.models import Company


@app.periodic(cron="5 * * * *")
@app.task(name="billing.renew_contracts", queue="billing", queueing_lock="billing.renew_contracts")
def renew_contracts(timestamp: int) -> None:
    """Prolong the contracts of all companies whose notice is over; again does nothing."""
    clock: Callable[[], datetime] = import_string(settings.CLOCK)
    now = clock()
    for number, time_zone in Company.objects.order_by("pk").values_list("pk", "time_zone"):
        by = administrator_of_machine(number, channel="job")
        tacit_renewal.renew_due(civil_date(now, time_zone), by=by)


@app.periodic(cron="*/5 * * * *")
@app.task(name="billing.look_anew", queue="billing", queueing_lock="billing.look_anew")
def look_anew(timestamp: int) -> None:
    """Look at the followers of changed templates, so that no run has to wait for it."""
    companies = DueRefresh.objects.order_by("company_id").values_list("company_id", flat=True)
    for number in companies.distinct():
        template_refresh.settle(number)
