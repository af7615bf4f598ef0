"""Templates: the form with its lines; what followers read changes by date (AG-6)."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cadencia.backoffice.forms.typed import show_day
from cadencia.backoffice.masters import changes, template_forms
from cadencia.backoffice.masters.editing import (
    MasterNew,
    MasterOne,
    show_problems,
    tried_with,
)
from cadencia.backoffice.masters.forms import UNITS
from cadencia.backoffice.masters.template_forms import ScheduleFields, TemplateForm
from cadencia.backoffice.masters.template_lines import TemplateRows, page_of, rows_of, rows_sent
from cadencia.billing import template_editing, templates
from cadencia.contracts.models import (
    Contract,
    Template,
    TemplateChange,
    TemplateLine,
    TemplateSchedule,
)
from cadencia.parties.meanwhile import ChangedMeanwhile
from cadencia.parties.problems import ValuesRefused

PAGE = "backoffice/masters/template.html"


class _WithLines:
    """The template's form and its lines, read and judged together."""

    def __init__(self, form: TemplateForm, before: dict[str, Any], rows: TemplateRows) -> None:
        self.form, self.before, self.rows = form, before, rows

    def is_valid(self) -> bool:
        judged = [self.form.is_valid(), self.rows.is_valid()]
        return all(judged)

    def written(self) -> dict[str, Any]:
        return self.form.written(self.before, self.rows.written)

    def show(self, refused: ValuesRefused) -> None:
        show_problems(self.form, [p for p in refused.problems if not self.rows.take(p)])


class _HeaderAlone(_WithLines):
    """A template that is followed: lines and schedule aren't sent, they change by date."""

    def is_valid(self) -> bool:
        return self.form.is_valid()

    def written(self) -> dict[str, Any]:
        names = ("schedule", "lines")
        kept = {name: self.before[name] for name in names if name in self.before}
        return {**self.form.written({**self.before, "schedule": None}, []), **kept}


class TemplateNew(MasterNew):
    """A new template."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show an empty form."""
        form = TemplateForm(company=self.company, initial=template_forms.shown({}))
        return self.with_lines(_WithLines(form, {}, rows_of({})))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save it."""
        form = TemplateForm(request.POST, company=self.company)
        whole = _WithLines(form, {}, rows_sent(request.POST.get("lines", "")))
        made = tried_with(whole, lambda: templates.create(whole.written(), by=self.actor))
        if made is None:
            return self.with_lines(whole, status=422)
        sentence = _("%(name)s is saved.") % {"name": made}
        return self.done(sentence, "office:templates-one", made.pk)

    def with_lines(self, whole: _WithLines, status: int = 200) -> HttpResponse:
        """Return the page."""
        lines = page_of(whole.rows, self.company, may_change=self.may_change)
        return self.shown(whole.form, status, template=PAGE, rows=whole.rows, **lines)


class TemplateOne(MasterOne):
    """A template that is there."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show it."""
        row = self.row_of(number)
        before = template_editing.as_form(number, by=self.actor)
        form = TemplateForm(company=self.company, initial=template_forms.shown(before))
        return self.with_lines(row, _WithLines(form, before, rows_of(before)))

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Save what was changed of it."""
        row = self.row_of(number)
        before = template_editing.as_form(number, by=self.actor)
        form = TemplateForm(request.POST, company=self.company)
        whole = (
            _HeaderAlone(form, before, rows_of(before))
            if templates.is_followed(row)
            else _WithLines(form, before, rows_sent(request.POST.get("lines", "")))
        )
        seen = changes.seen_of(request.POST)
        try:
            saved = tried_with(
                whole,
                lambda: template_editing.rewrite(number, whole.written(), by=self.actor, seen=seen),
            )
        except ChangedMeanwhile as meanwhile:
            told = changes.told(meanwhile.changes)
            return self.with_lines(row, whole, status=409, meanwhile=told)
        if saved is None:
            return self.with_lines(self.row_of(number), whole, status=422)
        sentence = _("%(name)s is saved.") % {"name": saved}
        return self.done(sentence, "office:templates-one", number)

    def with_lines(
        self, row: Template, whole: _WithLines, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Return the page."""
        mine = Contract.objects.filter(company=self.company, template=row, follows_template=True)
        is_followed = templates.is_followed(row)
        if is_followed:
            for name in ScheduleFields.names:
                del whole.form.fields[name]
        return self.shown(
            row,
            whole.form,
            status,
            template=PAGE,
            rows=whole.rows,
            is_followed=is_followed,
            followers=mine.count(),
            followers_address=_followers_of(row),
            lines=lines_of(row),
            changes_by_date=_changes(row),
            schedules=TemplateSchedule.objects.filter(template=row).order_by("-valid_from"),
            schedule_words=schedule_words(row),
            **page_of(whole.rows, self.company, may_change=self.may_change),
            **more,
        )


def lines_of(row: Template) -> QuerySet[TemplateLine]:
    """Return the lines of a template, in order."""
    mine = TemplateLine.objects.filter(template=row).select_related("item")
    return mine.order_by("position", "pk")


def _changes(row: Template) -> QuerySet[TemplateChange]:
    mine = TemplateChange.objects.filter(template=row).select_related("line", "line__item")
    return mine.order_by("-valid_from", "pk")


def _followers_of(row: Template) -> str:
    try:
        return f"{reverse('office:contracts')}?template={row.code}"
    except NoReverseMatch:
        return ""


def schedule_words(row: Any) -> str:
    """Return a schedule in words: every 3 months from 31/01/2026; in months 1, 7 on day 5."""
    if row.schedule_every:
        unit = dict(UNITS).get(row.schedule_unit, row.schedule_unit)
        return _("every %(n)s %(unit)s from %(day)s") % {
            "n": row.schedule_every,
            "unit": unit,
            "day": show_day(row.schedule_first),
        }
    if row.schedule_months:
        months = ", ".join(str(each) for each in row.schedule_months)
        return _("in months %(months)s on day %(day)s") % {
            "months": months,
            "day": row.schedule_day or 1,
        }
    return _("each contract has its own")
