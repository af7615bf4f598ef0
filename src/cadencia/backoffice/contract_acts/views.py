"""The dialogs of acts on one contract, and the menu that offers them.

Asked for by a script they are parts of a page, else pages: nothing needs a script.
"""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.contract_acts.act import Act, Effect, Place
from cadencia.backoffice.contract_acts.refusing import REFUSALS, problems_of
from cadencia.backoffice.contract_acts.registry import ACTS, offered
from cadencia.backoffice.forms.fields import DateField
from cadencia.backoffice.requests import OfficeRequest
from cadencia.backoffice.views import Crumb, OfficeView, partial_or_redirect
from cadencia.billing import why
from cadencia.contracts.models import Contract
from cadencia.parties.access import WANTS_CREDENTIALS, NotAllowed

FOLDER = "backoffice/contract_acts"
MOST_LINES = 12  # of a document that is shown
LONGEST_MARK = 64


class OfContract(OfficeView):
    """A page about one contract."""

    @cached_property
    def contract(self) -> Contract:
        """The contract of the address; one of another company isn't there."""
        found = Contract.objects.filter(company=self.company, pk=self.kwargs["contract_id"])
        contract = found.select_related("customer", "kind", "renewed_from").first()
        if contract is None:
            raise self.nothing_here()
        return contract

    @cached_property
    def place(self) -> Place:
        """Who asks for what, of which contract, when."""
        return Place(
            contract=self.contract,
            actor=self.actor,
            company=self.company,
            now=self.now,
            today=self.today,
            mark=self.request.POST.get("mark", "")[:LONGEST_MARK],
        )

    @cached_property
    def next(self) -> str:
        """The page that one came from, and goes back to."""
        asked = self.request.POST.get("next") or self.request.GET.get("next") or ""
        if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
            return asked
        return reverse("office:contracts")

    def crumbs(self) -> tuple[Crumb, ...]:
        """The list, and the contract."""
        own = reverse("office:contract", args=[self.contract.pk])
        return (Crumb(_("Contracts"), reverse("office:contracts")), Crumb(self.contract.code, own))


class ActsView(OfContract):
    """The menu of a contract: every act that is possible, and why the others aren't."""

    template_name = f"{FOLDER}/menu_page.html"
    title = _("What can be done")

    def get(self, request: OfficeRequest, contract_id: int) -> TemplateResponse:
        """Show the acts."""
        template = f"{FOLDER}/menu.html" if self.is_partial else self.template_name
        menu = offered(self.place)
        return self.page(template=template, menu=menu, contract=self.contract, next=self.next)


class ActView(OfContract):
    """One act: what it asks, what it would do, and doing it."""

    template_name = f"{FOLDER}/act_page.html"

    @cached_property
    def act(self) -> Act:
        """The act of the address."""
        found = ACTS.get(self.kwargs["act"])
        if found is None:
            raise self.nothing_here()
        if found.permission not in self.actor.permissions:
            raise NotAllowed(found.permission)
        return found

    @property
    def title(self) -> Any:
        """The act's name."""
        return self.act.title

    def get(self, request: OfficeRequest, contract_id: int, act: str) -> TemplateResponse:
        """Show the dialog; with `effect` in the address only what the act would do."""
        why_not = self.act.why_not(self.place)
        form = None if why_not else self._form()
        effect = None if form is None else self._effect(form)
        only_effect = self.is_partial and "effect" in request.GET
        if only_effect:
            return self.page(template=f"{FOLDER}/effect.html", effect=effect)
        return self._dialog(form, effect, why_not)

    def post(self, request: OfficeRequest, contract_id: int, act: str) -> HttpResponse:
        """Do it."""
        why_not = self.act.why_not(self.place)
        if why_not:
            return self._dialog(None, None, why_not, status=422)
        form = self._form(request.POST)
        if form.is_valid():
            said, manner = form.cleaned_data, self.act.manner(self.place, form.cleaned_data)
            try:
                answer = self.act.perform(self.place, said, by=self.actor, **manner)
            except REFUSALS as refused:
                self._show(form, refused)
            else:
                messages.success(request, self.act.done(self.place, answer))
                return partial_or_redirect(request, self._address(answer))
        return self._dialog(form, self._effect(form), "", status=422)

    def _form(self, data: Any = None) -> forms.Form:
        given = self.request.GET
        if data is None and ("effect" in given or any(name in given for name in self._fields)):
            data = self.request.GET
        kind = type("ActForm", (forms.Form,), dict(self._fields))
        form: forms.Form = kind(data, auto_id="act_%s", use_required_attribute=False)
        return form

    @cached_property
    def _fields(self) -> dict[str, forms.Field]:
        return self.act.all_fields(self.place)

    def _effect(self, form: forms.Form) -> Effect | None:
        """What it would do with what is filled in; None where something is still missing."""
        said = self._said(form)
        if said is None:
            return None
        try:
            return self.act.look(self.place, said)
        except REFUSALS as refused:
            return Effect(problems=[each.message for each in problems_of(refused)])

    def _said(self, form: forms.Form) -> dict[str, Any] | None:
        """What is filled in, or what the form begins with; drafts may not be decided on yet."""
        if form.is_bound:
            form.is_valid()
            wrong = [name for name in form.errors if name not in ("waiting", "__all__")]
            return None if wrong else form.cleaned_data
        found = {name: form.get_initial_for_field(f, name) for name, f in form.fields.items()}
        missing = [n for n, f in form.fields.items() if f.required and found[n] in (None, "")]
        return None if set(missing) - {"waiting"} else found

    def _show(self, form: forms.Form, error: Exception) -> None:
        for problem in problems_of(error):
            name = self.act.names.get(problem.path, problem.path)
            form.add_error(name if name in form.fields else None, problem.message)

    def _dialog(
        self, form: forms.Form | None, effect: Effect | None, why_not: Any, *, status: int = 200
    ) -> TemplateResponse:
        wants = self.act.permission in WANTS_CREDENTIALS and not self.actor.gave_credentials
        return self.page(
            status=status,
            template=f"{FOLDER}/dialog.html" if self.is_partial else self.template_name,
            act=self.act,
            form=form,
            effect=effect,
            why_not=why_not,
            contract=self.contract,
            waiting=self.place.waiting if self.act.asks_drafts else (),
            wants_credentials=wants,
            mark=self.place.mark or secrets.token_urlsafe(16),
            next=self.next,
        )

    def _address(self, answer: Any) -> str:
        """Where to go on; `contract:7` names a page and what it is of."""
        name, _colon, number = self.act.goes_to(self.place, answer).partition(":")
        if not name:
            return self.next
        if name == "office":
            return reverse(f"office:{number}")
        try:
            return reverse(f"office:{name}", args=[int(number)])
        except NoReverseMatch:
            return self.next


class WhyView(OfContract):
    """Why something is or isn't billed on a day (GE-14)."""

    template_name = f"{FOLDER}/why_page.html"
    title = _("Why (not)?")

    def get(self, request: OfficeRequest, contract_id: int) -> TemplateResponse:
        """Show every cause, the first of which decides."""
        form = _WhyForm(self.today, request.GET)
        found = None
        if form.is_valid():
            on = form.cleaned_data["on"] or self.today
            as_of = form.cleaned_data["as_of"] or self.today
            found = why.why(self.contract.code, on, as_of=as_of, by=self.actor)
        template = f"{FOLDER}/why.html" if self.is_partial else self.template_name
        return self.page(template=template, form=form, why=found, contract=self.contract)


class _WhyForm(forms.Form):
    def __init__(self, today: Any, data: Any) -> None:
        given = {name: data.get(name) or "0" for name in ("on", "as_of")}
        super().__init__(given, auto_id="why_%s")
        self.fields["on"] = DateField(label=_("Of the day"), today=today, required=False)
        self.fields["as_of"] = DateField(label=_("If today were"), today=today, required=False)
