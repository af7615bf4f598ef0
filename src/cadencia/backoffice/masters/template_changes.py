"""Changes of a template by date, for all who follow it: shown before they are made (AG-6, R4)."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cadencia.backoffice.forms.fields import DateField, DecimalField
from cadencia.backoffice.masters import changes, template_forms
from cadencia.backoffice.masters.editing import MasterPage, show_problems, tried_with
from cadencia.backoffice.masters.fields import PercentsField
from cadencia.backoffice.masters.template_forms import ScheduleFields
from cadencia.backoffice.masters.template_lines import TemplateRows, page_of, rows_of, rows_sent
from cadencia.backoffice.masters.templates import lines_of
from cadencia.backoffice.views import Crumb
from cadencia.billing import followers, template_editing, template_schedules, templates
from cadencia.billing.templates import FollowersHaveDrafts, LineChange, NoSuchTemplate
from cadencia.contracts.models import Template, TemplateChange, TemplateSchedule
from cadencia.parties.problems import ValuesRefused


class ChangeForm(forms.Form):
    """What a line says from a day on."""

    use_required_attribute = False

    line = forms.ChoiceField(label=gettext_lazy("Line"))
    on = DateField(label=gettext_lazy("From"))
    unit_price = DecimalField(label=gettext_lazy("Price"), required=False)
    quantity = DecimalField(label=gettext_lazy("Quantity"), required=False, decimals=6)
    discounts = PercentsField(label=gettext_lazy("Discounts (%)"), required=False)
    description = forms.CharField(label=gettext_lazy("Description"), required=False)

    def __init__(self, *given: Any, row: Template, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["line"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            (each.key, each.description or (each.item.name if each.item else each.key))
            for each in lines_of(row)
        ]

    def change(self) -> LineChange:
        """Return what is asked of the service."""
        given = self.cleaned_data
        discounts = given.get("discounts")
        return LineChange(
            line=given["line"],
            on=given["on"],
            unit_price=given.get("unit_price"),
            quantity=given.get("quantity"),
            discounts=tuple(discounts) if discounts else None,
            description=given.get("description") or "",
        )


class ScheduleForm(ScheduleFields):
    """Another schedule from a day on."""

    use_required_attribute = False

    since_day = DateField(label=gettext_lazy("For periods that begin from"))


class ByDate(MasterPage):
    """A change by date: shown with what it does to followers, then made."""

    kind = "templates"
    template_name = "backoffice/masters/template_by_date.html"
    what: ClassVar[Any] = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer what isn't there as nothing."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except NoSuchTemplate:
            raise Http404 from None

    def crumbs(self) -> Any:
        """Lead back to the template."""
        number = self.kwargs["number"]
        address = reverse("office:templates-one", args=[number])
        return [*super().crumbs(), Crumb(self.row_of(number).code, address)]

    def waits(self, drafts: FollowersHaveDrafts) -> None:
        """Tell that drafts of followers wait."""
        n = len(drafts.runs)
        sentence = ngettext(
            "Drafts of %(n)s run wait with what was before: issue or undo it first.",
            "Drafts of %(n)s runs wait with what was before: issue or undo them first.",
            n,
        )
        messages.error(self.request, sentence % {"n": n})

    def shown(self, row: Template, form: Any, status: int = 200, **more: Any) -> HttpResponse:
        """Return the page."""
        self.title = self.what
        back = reverse("office:templates-one", args=[row.pk])
        return self.page(status=status, form=form, row=row, back=back, **more)


class TemplateLineChange(ByDate):
    """Another price, quantity, discount or text of a line, from a day on."""

    what = gettext_lazy("Change a line from a day on")

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show the form."""
        row = self.row_of(number)
        return self.shown(row, ChangeForm(row=row, initial={"on": self.today}))

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show what it does, make it, or take one back."""
        row = self.row_of(number)
        if "withdraw" in request.POST:
            return self._withdrawn(number, request.POST)
        form = ChangeForm(request.POST, row=row)
        if not form.is_valid():
            return self.shown(row, form, status=422)
        try:
            if "save" in request.POST:
                keeps = "keep_drafts" in request.POST
                templates.change_line(number, form.change(), by=self.actor, keep_drafts=keeps)
                return self.done(_("The change is saved."), "office:templates-one", number)
            reach = followers.touched(number, form.change(), by=self.actor)
        except ValuesRefused as refused:
            show_problems(form, refused.problems)
            return self.shown(row, form, status=422)
        except FollowersHaveDrafts as drafts:
            self.waits(drafts)
            reach = followers.touched(number, form.change(), by=self.actor)
            return self.shown(row, form, status=409, reach=reach, drafts_wait=True)
        return self.shown(row, form, reach=reach)

    def _withdrawn(self, number: int, posted: Any) -> HttpResponse:
        change = TemplateChange.objects.filter(
            company=self.company, template=number, pk=changes.number_of(posted["withdraw"]) or 0
        ).select_related("line")
        found = change.first()
        if found is None:
            raise Http404
        try:
            templates.withdraw_change(number, found.line.key, found.valid_from, by=self.actor)
            messages.success(self.request, _("The change is taken back."))
        except ValuesRefused as refused:
            for each in refused.problems:
                messages.error(self.request, each.message)
        except FollowersHaveDrafts as drafts:
            self.waits(drafts)
        return redirect("office:templates-one", number)


class TemplateScheduleChange(ByDate):
    """Another schedule, from a day on."""

    what = gettext_lazy("Another schedule from a day on")

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show the form."""
        row = self.row_of(number)
        before = template_editing.as_form(number, by=self.actor)
        initial = template_forms.schedule_shown(before.get("schedule"))
        return self.shown(row, ScheduleForm(initial={**initial, "since_day": self.today}))

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show what it does, make it, or take the latest back."""
        row = self.row_of(number)
        if "withdraw" in request.POST:
            return self._withdrawn(number, request.POST)
        form = ScheduleForm(request.POST)
        if not form.is_valid():
            return self.shown(row, form, status=422)
        schedule, since = form.schedule(), form.cleaned_data["since_day"]
        try:
            if "save" in request.POST:
                template_schedules.change(number, schedule, since=since, by=self.actor)
                return self.done(_("The schedule is saved."), "office:templates-one", number)
            reach = template_schedules.reach(number, schedule, since=since, by=self.actor)
        except ValuesRefused as refused:
            show_problems(form, refused.problems)
            return self.shown(row, form, status=422)
        except FollowersHaveDrafts as drafts:
            self.waits(drafts)
            return self.shown(row, form, status=409)
        return self.shown(row, form, schedules=reach)

    def _withdrawn(self, number: int, posted: Any) -> HttpResponse:
        found = TemplateSchedule.objects.filter(
            company=self.company, template=number, pk=changes.number_of(posted["withdraw"]) or 0
        ).first()
        if found is None:
            raise Http404
        try:
            template_schedules.withdraw(number, found.valid_from, by=self.actor)
            messages.success(self.request, _("The schedule is taken back."))
        except ValuesRefused as refused:
            for each in refused.problems:
                messages.error(self.request, each.message)
        except FollowersHaveDrafts as drafts:
            self.waits(drafts)
        return redirect("office:templates-one", number)


class EndForm(forms.Form):
    """Up to which day a line is billed."""

    use_required_attribute = False

    until = DateField(label=gettext_lazy("Billed until"))


class AddedLinesForm(forms.Form):
    """From which day on followers bill the lines of the grid."""

    use_required_attribute = False

    valid_from = DateField(label=gettext_lazy("From"))


class _Added:
    """The day and the lines that are added from it on, judged together."""

    def __init__(self, form: AddedLinesForm, rows: TemplateRows) -> None:
        self.form, self.rows = form, rows

    def is_valid(self) -> bool:
        judged = [self.form.is_valid(), self.rows.is_valid()]
        if not self.rows.typed:
            self.form.add_error(None, gettext_lazy("Write a line."))
        return all(judged) and bool(self.rows.typed)

    def show(self, refused: ValuesRefused) -> None:
        show_problems(self.form, [p for p in refused.problems if not self.rows.take(p)])


class TemplateLines(ByDate):
    """Adds lines from a day on, or ends one."""

    what = gettext_lazy("Add or end lines from a day on")

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show the forms."""
        row = self.row_of(number)
        form = AddedLinesForm(initial={"valid_from": self.today})
        return self.both(row, form, rows_of({}))

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Add the lines, or end the one that is named."""
        row = self.row_of(number)
        if "end" in request.POST:
            return self._ended(number)
        form, rows = AddedLinesForm(request.POST), rows_sent(request.POST.get("lines", ""))
        try:
            done = tried_with(_Added(form, rows), lambda: self._add(number, form, rows))
        except FollowersHaveDrafts as drafts:
            self.waits(drafts)
            return self.both(row, form, rows, status=409)
        if done is None:
            return self.both(row, form, rows, status=422)
        return self.done(_("The lines are saved."), "office:templates-one", number)

    def both(
        self, row: Template, form: AddedLinesForm, rows: TemplateRows, status: int = 200
    ) -> HttpResponse:
        """Return the page."""
        lines = lines_of(row)
        told = page_of(rows, self.company, may_change=self.may_change)
        told["state"]["taken"] = [each.key for each in lines]
        return self.shown(
            row,
            form,
            status=status,
            lines=lines,
            rows=rows,
            ends_lines=True,
            may_change=self.may_change,
            **told,
        )

    def _add(self, number: int, form: AddedLinesForm, rows: TemplateRows) -> bool:
        since = form.cleaned_data.get("valid_from") or self.today
        lines = [{**each, "valid_from": since.isoformat()} for each in rows.written]
        templates.add_lines(number, lines, by=self.actor)
        return True

    def _ended(self, number: int) -> HttpResponse:
        form = EndForm(self.request.POST)
        try:
            if form.is_valid():
                key, until = self.request.POST["end"], form.cleaned_data["until"]
                templates.end_line(number, key, until, by=self.actor)
                return self.done(_("The lines are saved."), "office:templates-one", number)
        except ValuesRefused as refused:
            show_problems(form, refused.problems)
        except FollowersHaveDrafts as drafts:
            self.waits(drafts)
        for each in form.errors.values():
            messages.error(self.request, " ".join(str(one) for one in each))
        return redirect("office:templates-lines", number)
