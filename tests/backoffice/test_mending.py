"""*Mend* leads to what is to be mended, from the preview, the run and the parked contracts."""

from decimal import Decimal

import pytest

from cadencia.billing import due
from cadencia.billing.kept_preview_models import KeptPreview
from cadencia.billing.mending import Place, Reason, places
from cadencia.billing.models import BillingRun
from cadencia.contracts.models import Contract
from tests.backoffice.office import at_work
from tests.factories import a_company, a_customer, a_draft_contract, a_line, an_item, chief

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def without_price() -> Contract:
    """A posted contract whose only line takes the price of an item that has none."""
    company = a_company(documents_are="draft")
    item = an_item(company, "SPA", price=None)
    contract = a_draft_contract(a_customer(company))
    a_line(contract, item=item, price_source="current", unit_price=None)
    contract.state = "posted"
    contract.save(update_fields=["state"])
    due.refresh([contract.pk], company.pk)
    return contract


def test_what_has_no_price_is_mended_in_its_item(without_price: Contract) -> None:
    item = without_price.lines.get().item
    mend = f'href="/masters/items/{item.pk}/"'
    clerk = at_work(without_price.company, "clerk")
    clerk.post("/generation/", {"days": "month", "month": "2026-01", "issue": "no"})
    kept = KeptPreview.objects.get()
    assert mend in clerk.get(f"/generation/previews/{kept.pk}/?tab=refusals").content.decode()

    # Another one is billed, so that there is a run, which leaves this one aside.
    other = a_draft_contract(a_customer(without_price.company), ("CUOTA", "45.00"))
    other.state = "posted"
    other.save(update_fields=["state"])
    due.refresh([other.pk], other.company_id)
    clerk.post("/generation/", {"days": "month", "month": "2026-01", "issue": "no"})
    kept = KeptPreview.objects.latest("pk")
    clerk.post(f"/generation/previews/{kept.pk}/run/", {"seen": kept.fingerprint})
    run = BillingRun.objects.get()
    assert mend in clerk.get(f"/runs/{run.pk}/").content.decode()
    assert mend in clerk.get("/contracts/parked/").content.decode()


def test_each_cause_has_its_place(without_price: Contract) -> None:
    company, number = without_price.company, without_price.pk
    item = without_price.lines.get().item
    other = a_company()
    an_item(other, "AJENO", price=Decimal("1.00"))
    payer = a_customer(company, "Paga")
    billed = a_draft_contract(a_customer(company), ("CUOTA", "1.00"), bill_to=payer)
    asked = [
        Reason(number, "price_missing", {"item": "SPA"}),
        Reason(number, "price_missing", {"item": "AJENO"}),  # of another company: not there
        Reason(number, "tax_missing", {"tax": "IVA99"}),
        Reason(number, "series_unknown", {"series": "Z"}),
        Reason(billed.pk, "recipient_missing", {}),
        Reason(number, "variable_without_value", {"variable": "ACTIVO"}),
        Reason(number, "unexpected_error", {"error": "…"}),
    ]
    assert places(asked, by=chief(company.pk)) == [
        Place("items", item.pk),
        Place("lines", number),
        Place("taxes", 0),
        Place("series", 0),
        Place("customers", payer.pk),
        Place("lines", number),
        Place("contract", number),
    ]


def test_a_run_of_what_was_not_seen_is_not_started(without_price: Contract) -> None:
    clerk = at_work(without_price.company, "clerk")
    clerk.post("/generation/", {"days": "month", "month": "2026-01", "issue": "no"})
    kept = KeptPreview.objects.get()
    answer = clerk.post(f"/generation/previews/{kept.pk}/run/", {"seen": "otra"}, follow=True)
    assert "volver a mirar la vista previa" in answer.content.decode()
    assert not BillingRun.objects.exists()
