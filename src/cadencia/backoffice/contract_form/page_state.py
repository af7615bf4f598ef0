"""What the page of a contract begins with: values, lists, what may be changed, which acts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cadencia.backoffice.contract_acts.act import Place
from cadencia.backoffice.contract_acts.registry import quick
from cadencia.backoffice.contract_form import choices, values
from cadencia.billing import proposing
from cadencia.billing.contract_form import ContractForm, Details, Wanted
from cadencia.billing.contract_form.posted import BY_DETAILS
from cadencia.billing.contract_form.reading import followed
from cadencia.billing.contract_form.saving import NOTED
from cadencia.billing.contract_form.sorting import begins_later, group_of
from cadencia.contracts.models import Contract
from cadencia.contracts.states import State
from cadencia.contracts.template_models import Template
from cadencia.core.text_variables import VARIABLES
from cadencia.parties.access import Actor, Permission
from cadencia.parties.models import Company

Json = Any
_OF_TEMPLATE = ("timing", "opening", "closing", "proration", "business_day", "generation")
_ALSO_OF_TEMPLATE = (
    *("document_type", "currency", "series", "journal", "payment_method", "tax_regime"),
    *("split_on_change", "lead_days"),
)


def wanted(now: ContractForm) -> Wanted:
    """Return a contract as it is kept, as what is wanted."""
    return Wanted(
        customer=now.customer,
        contract={name: each for name, each in now.contract.items() if name != "state"},
        details=now.details,
        modification_ids=now.modification_ids,
    )


def new(query: Mapping[str, str], *, by: Actor) -> Wanted:
    """Return what a new contract begins with; the address may name customer and template."""
    company = Company.objects.defer("logo").get(pk=by.company_id)
    contract: dict[str, Json] = {}
    if company.lead_days:
        contract["lead_days"] = company.lead_days
    if kind := query.get("kind"):
        contract["kind"] = kind
    template = Template.objects.filter(company=company, code=query.get("template", "")).first()
    if template is not None:
        contract |= _from_template(template, company, follows=query.get("copy") != "1")
    customer = proposing.for_customer(query.get("customer", ""), by=by)
    return Wanted(
        customer=customer.code if customer else "",
        contract=contract,
        details=Details(responsible=by.name, sales_rep=customer.sales_rep if customer else ""),
    )


def _from_template(template: Template, company: Company, *, follows: bool) -> dict[str, Json]:
    """Return the header that a template gives; its lines too, if they are to be the contract's."""
    found: dict[str, Json] = {
        name: getattr(template, name)
        for name in (*_OF_TEMPLATE, *_ALSO_OF_TEMPLATE)
        if getattr(template, name) not in ("", None)
    }
    if template.price_list is not None:
        found["price_list"] = template.price_list.code
    if follows:
        return {**found, "template": template.code}
    read = followed(company, template.pk, template.code)
    found["lines"] = [dict(each) for each in read.lines]
    if read.schedule:
        found["schedule"] = read.schedule
    return found


def of(
    found: Wanted, now: ContractForm | None, *, today: date, language: str, view: Any
) -> dict[str, Any]:
    """Return what the template and the scripts of the page are told."""
    actor, company = view.actor, view.company
    lists = choices.of_company(company.pk)
    form = values.shown(found, language)
    if now is None:
        _begin(form, found)
    told = {
        "form": form,
        "known": None if now is None else {"version": now.version, "details": now.details.form()},
        "id": None if now is None else now.id,
        "opened": view.now.isoformat(),
        "groups": [group_of(line, today).value for line in found.contract.get("lines") or ()],
        "editable": editable(now, actor),
        "line": new_row("lines", language, taxes="|".join(company.default_taxes)),
        "rows": {
            part: new_row(part, language)
            for part in ("modifications", "reviews", "pauses", "moves")
        },
        "language": language,
        "formulas": lists["formulas"],
        "formula_names": [each["name"] for each in lists["formulas"]],
        "variables": variables(language),
        "keep": f"cadencia:draft:{company.pk}:{view.request.user.pk}:{now.id if now else 'new'}",
        "addresses": _addresses(now),
    }
    of_template = now.follows if now else _followed(found, company)
    return {
        "state": told,
        "lists": lists,
        "now": now,
        "counts": _counts(told["groups"], found),
        "mode": view.request.preferences.editing or company.editing,
        "template_rows": _template_rows(of_template, language, today),
        "followed": of_template,
        "acts": _acts(now, view),
        "badges": _badges(now),
    }


def variables(language: str) -> list[str]:
    """Return the variables of a text, by their names in the language."""
    return [spanish if language == "es" else english for spanish, english in VARIABLES]


def editable(now: ContractForm | None, actor: Actor) -> dict[str, Json]:
    """Return what may be changed: `all`, or some paths, one-off lines, modifications."""
    may = actor.permissions
    if now is None or now.state is State.DRAFT:
        return {"all": Permission.CONTRACTS in may}
    is_posted = now.state is State.POSTED
    everyday = is_posted and Permission.EVERYDAY in may
    return {
        "all": False,
        "paths": [
            *(f"contract.{name}" for name in BY_DETAILS if everyday),
            *(f"details.{name}" for name in NOTED if everyday),
        ],
        "once": everyday,
        "modifications": is_posted and Permission.MODIFICATIONS in may,
    }


def _begin(form: dict[str, Json], found: Wanted) -> None:
    """Offer a schedule of every month; one who follows a template has its."""
    schedule = form["contract"]["schedule"]
    if found.contract.get("template") or found.contract.get("schedule"):
        return
    schedule |= {"kind": values.EVERY, "every": "1", "unit": "month"}


def new_row(part: str, language: str, **given: str) -> dict[str, Json]:
    """Return what a row holds that nobody has typed into."""
    (row,) = values.shown_rows(part, [{}], language)
    return {**row, **given}


def _followed(found: Wanted, company: Company) -> Any:
    template = Template.objects.filter(
        company=company, code=found.contract.get("template") or ""
    ).first()
    return None if template is None else followed(company, template.pk, template.code)


def _template_rows(of: Any, language: str, today: date) -> Sequence[Mapping[str, Json]]:
    if of is None:
        return ()
    rows = values.shown_rows("lines", of.lines, language)
    return [
        {**row, "since": begins_later(line, today)}
        for row, line in zip(rows, of.lines, strict=True)
    ]


def _counts(groups: Sequence[str], found: Wanted) -> dict[str, int]:
    counts = {name: groups.count(name) for name in ("current", "inactive", "once")}
    scheduled = ("modifications", "reviews", "pauses", "moves")
    counts["scheduled"] = sum(len(found.contract.get(each) or ()) for each in scheduled)
    return counts


def _addresses(now: ContractForm | None) -> dict[str, str]:
    own = (
        reverse("office:contract-new") if now is None else reverse("office:contract", args=[now.id])
    )
    return {
        "save": own,
        "try": reverse("office:contract-try"),
        "customer": reverse("office:contract-customer"),
        "item": reverse("office:contract-item"),
        "formula": reverse("office:contract-formula"),
        "end": reverse("office:contract-end"),
        "editing": reverse("office:contract-editing"),
        "new-customer": reverse("office:contract-new-customer"),
        "new-responsible": reverse("office:contract-new-responsible-party"),
    }


def _acts(now: ContractForm | None, view: Any) -> list[Any]:
    """Return the acts that stand in the head of the form; all others are in the menu."""
    contract = None if now is None else found_contract(now.id, view.actor)
    if contract is None:
        return []
    at = Place(
        contract=contract,
        actor=view.actor,
        company=view.company,
        now=view.now,
        today=view.today,
    )
    return quick(at)


def _badges(now: ContractForm | None) -> list[tuple[str, str]]:
    """Return the state of the contract as badges: text and tone."""
    if now is None:
        return [(_("New"), "info")]
    named = {
        State.DRAFT: (_("Draft"), "warning"),
        State.POSTED: (_("Posted"), "good"),
        State.FINISHED: (_("Finished"), "dim"),
        State.VOID: (_("Void"), "bad"),
    }
    found = [named[now.state]]
    if now.state is State.POSTED and not now.is_active:
        found.append((_("Inactive"), "warning"))
    return found


def found_contract(contract_id: int, by: Actor) -> Contract | None:
    """Return a contract of the company, if it has one of that number."""
    mine = Contract.objects.filter(pk=contract_id, company_id=by.company_id)
    return mine.select_related("customer", "kind", "renewed_from").first()
