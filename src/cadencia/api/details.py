"""One-off lines and details of a posted contract: what may change on any day (R14, LN-4)."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from cadencia.api.authentication import ApiRequest
from cadencia.api.contract_forms import FormOfLine
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.everyday import EVERYDAY, Removed, WithDrafts
from cadencia.api.forms import Code, Name, Text, Told, body_like, fit_the_form, given, inside
from cadencia.api.problems import Fault, Refused
from cadencia.billing import changing_details, one_offs
from cadencia.billing.acts import Drafts

endpoints = Endpoints("Acts of every day")


class DetailsForm(WithDrafts):
    """Details that may change on a posted contract; null or empty takes one away."""

    payment_method: Text | None = None
    mandate: Text | None = None
    delivery_address: Text | None = None
    contact: Text | None = None
    notes: Text | None = None
    responsible: Name | None = Field(None, description="Name of a user of the company.")
    sales_rep: Code | None = None
    commission_rate: Text | None = Field(
        None, description="Percent, such as 2.5; empty: the representative's own."
    )
    commission_base: Text | None = Field(None, description="net, margin or none; empty: net.")
    responsible_party: Text | None = Field(None, description="Name of who answers for the debt.")
    sending: Text | None = Field(
        None, description="create_only or create_and_send; empty: as the customer says."
    )
    email_to: Text | None = Field(None, description="Where documents are sent, by e-mail.")
    email_copy: Text | None = Field(None, description="Who gets a copy.")


class OneOffForm(WithDrafts):
    """A line that is billed once; without a `key` it is given one."""

    line: FormOfLine


class ToldKey(Told):
    """The key of a line."""

    key: str


@endpoints.post("/contracts/{int:contract}/one-offs", {201: ToldKey}, needs=EVERYDAY)
def add_one_off(
    request: ApiRequest,
    contract: RowId,
    form: body_like(OneOffForm),  # type: ignore[valid-type]
) -> HttpResponse:
    """Add a line that is billed once: on a day, in a month, or with the next document."""
    line, waiting = _one_off(form)
    with inside("line"):
        made = one_offs.add_one_off(contract, line, by=request.auth.actor, waiting=waiting)
    return answer(201, ToldKey(key=made.key), location=f"/api/v1/contracts/{contract}")


@endpoints.delete("/contracts/{int:contract}/one-offs", {200: Removed}, needs=EVERYDAY)
def remove_one_off(
    request: ApiRequest,
    contract: RowId,
    key: Annotated[str, Query(max_length=100, description="The key of the line.")],
    drafts: Literal["refuse", "delete", "keep"] = "refuse",
) -> HttpResponse:
    """Take a one-off line away that isn't billed."""
    with fit_the_form({"line": "key"}):
        one_offs.remove_one_off(contract, key, by=request.auth.actor, waiting=Drafts(drafts))
    return answer(200, Removed(removed=True))


@endpoints.patch("/contracts/{int:contract}/details", {200: dict[str, Any]}, needs=EVERYDAY)
def change_details(request: ApiRequest, contract: RowId, form: DetailsForm) -> HttpResponse:
    """Change payment, delivery, contact, notes or who is in charge; the fields given only."""
    values = {name: each for name, each in given(form).items() if name != "drafts"}
    done = changing_details.change_details(
        contract, values, by=request.auth.actor, waiting=form.waiting
    )
    told = {
        "id": done.pk,
        **{name: getattr(done, name) for name in changing_details.TEXTS},
        "commission_rate": None if done.commission_rate is None else str(done.commission_rate),
        "commission_base": done.commission_base,
        "responsible": done.responsible.get_username() if done.responsible else None,
        "sales_rep": done.sales_rep.code if done.sales_rep else None,
        "responsible_party": done.responsible_party.name if done.responsible_party else None,
    }
    return answer(200, told)


def _one_off(form: object) -> tuple[dict[str, Any], Drafts]:
    """Return the line and what becomes of drafts.

    :raises Refused: if the outline isn't right.
    """
    if not isinstance(form, dict) or not isinstance(form.get("line"), dict):
        raise Refused("refused", faults=[Fault("line", _("Write an object: {…}"))])
    unknown = [each for each in form if each not in ("line", "drafts")]
    faults = [Fault(each, _("There is no such field.")) for each in unknown]
    drafts = form.get("drafts", "refuse")
    if drafts not in ("refuse", "delete", "keep"):
        told = {"expected": "refuse, delete, keep"}
        faults.append(Fault("drafts", _("Write one of these: %(expected)s.") % told))
    if faults:
        raise Refused("refused", faults=faults)
    return form["line"], Drafts(drafts)
