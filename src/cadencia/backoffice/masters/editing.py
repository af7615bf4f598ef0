"""The form of a master: shown, saved by its service, with all problems at their fields at once."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cadencia.backoffice.masters import changes
from cadencia.backoffice.masters.forms import MasterForm
from cadencia.backoffice.masters.screens import SCREENS, Screen
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.billing.masters import NoSuchMaster, removing, saving
from cadencia.parties.meanwhile import ChangedMeanwhile, last_change
from cadencia.parties.problems import Problem, ValuesRefused


class Whole(Protocol):
    """A form, or several that are saved together."""

    def is_valid(self) -> bool:
        """Say whether all could be read."""

    def show(self, refused: ValuesRefused) -> None:
        """Put each problem where it belongs."""


def tried_with(whole: Whole, save: Callable[[], Any]) -> Any:
    """Return what was saved; None if it was refused, with all its problems shown.

    Where a field couldn't be read nothing is saved, but the service is asked all the same what it
    finds wrong with the others: all problems are said at once.
    """
    is_read = whole.is_valid()
    try:
        with transaction.atomic():
            saved = save()
            if not is_read:
                transaction.set_rollback(True)
    except ValuesRefused as refused:
        whole.show(refused)
        return None
    return saved if is_read else None


class _One:
    def __init__(self, form: BaseForm) -> None:
        self.form = form

    def is_valid(self) -> bool:
        return self.form.is_valid()

    def show(self, refused: ValuesRefused) -> None:
        show_problems(self.form, refused.problems)


def tried(form: BaseForm, save: Callable[[], Any]) -> Any:
    """Return what was saved; None if the form was refused, with all its problems in it."""
    return tried_with(_One(form), save)


def show_problems(form: BaseForm, problems: Sequence[Problem]) -> None:
    """Put each problem at its field: the longest part of its path that is one."""
    for path, message in problems:
        name = field_of(form, path)
        if name is not None and name in form.errors:
            continue
        form.add_error(name, message)


def field_of(form: BaseForm, path: str) -> str | None:
    """Return the field that a path names: `terms.parts.0.percent` is at `terms_parts`."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        for joint in ("_", "."):
            name = joint.join(parts[:length])
            for each in (name, f"terms_{name}", name.replace("payment_terms_", "terms_", 1)):
                if each in form.fields:
                    return each
    return None


class MasterPage(OfficeView):
    """What the pages of one master have in common."""

    kind: ClassVar[str] = ""
    screen: Screen

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Know which kind it is."""
        self.screen = SCREENS[self.kind]
        try:
            return super().dispatch(request, *args, **kwargs)
        except NoSuchMaster:
            raise Http404 from None

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return (Crumb(self.screen.title, reverse(f"office:{self.kind}")),)

    def row_of(self, number: int) -> Any:
        """Return the master of that number."""
        rows = self.screen.what.model._default_manager  # noqa: SLF001
        found = rows.filter(company=self.company, pk=number).first()
        if found is None:
            raise Http404
        return found

    @property
    def may_change(self) -> bool:
        """Say whether who asks may change it."""
        return self.screen.what.permission in self.actor.permissions


class MasterNew(MasterPage):
    """A new master."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show an empty form, with what the address already says."""
        given = {name: request.GET[name] for name in request.GET}
        form = self.screen.form(company=self.company, initial=given)
        return self.shown(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save it, and go on with it or with another new one."""
        form = self.screen.form(request.POST, company=self.company)
        made = tried(form, lambda: saving.create(self.kind, form.values(), by=self.actor))
        if made is None:
            return self.shown(form, status=422)
        sentence = _("%(name)s is saved.") % {"name": made}
        if "another" in request.POST:
            return self.done(sentence, f"office:{self.kind}-new")
        return self.done(sentence, f"office:{self.kind}-one", made.pk)

    def shown(self, form: MasterForm, status: int = 200, **more: Any) -> HttpResponse:
        """Return the page; `more` is what it shows besides the form, or another template."""
        self.title = self.screen.new
        told = {
            "template": self.screen.template,
            "form": form,
            "screen": self.screen,
            "may_change": self.may_change,
            "back": reverse(f"office:{self.kind}"),
        }
        return self.page(status=status, **{**told, **more})


class MasterOne(MasterPage):
    """A master that is there."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show it."""
        row = self.row_of(number)
        return self.shown(row, self.screen.form(company=self.company, row=row))

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Save what was changed of it."""
        row = self.row_of(number)
        form = self.screen.form(request.POST, company=self.company, row=row)
        seen = changes.seen_of(request.POST)
        try:
            saved = tried(
                form,
                lambda: saving.change(self.kind, number, form.values(), by=self.actor, seen=seen),
            )
        except ChangedMeanwhile as meanwhile:
            return self.shown(row, form, status=409, meanwhile=changes.told(meanwhile.changes))
        if saved is None:
            return self.shown(self.row_of(number), form, status=422)
        sentence = _("%(name)s is saved.") % {"name": saved}
        if "another" in request.POST:
            return self.done(sentence, f"office:{self.kind}-new")
        return self.done(sentence, f"office:{self.kind}-one", number)

    def shown(self, row: Any, form: MasterForm, status: int = 200, **more: Any) -> HttpResponse:
        """Return the page; `more` is what it shows besides, or another template."""
        self.title = str(row)
        told = {
            "template": self.screen.template,
            "form": form,
            "row": row,
            "seen": last_change(row, self.company.pk),
            "screen": self.screen,
            "may_change": self.may_change,
            "rests": self.screen.what.rests,
            "back": reverse(f"office:{self.kind}"),
        }
        return self.page(status=status, **{**told, **self.besides(row), **more})

    def besides(self, row: Any) -> dict[str, Any]:
        """Return what the page of this kind shows besides the form."""
        return {}


class MasterAct(MasterPage):
    """What is done with a master by a button: `remove`, `rest`, `wake`."""

    act: ClassVar[str] = ""

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Do it; what uses it is told where it can't be removed."""
        row = self.row_of(number)
        name = str(row)
        try:
            if self.act == "remove":
                removing.remove(self.kind, number, by=self.actor)
                return self.done(_("%(name)s is removed.") % {"name": name}, f"office:{self.kind}")
            rests = self.act == "rest"
            (saving.rest if rests else saving.wake)(self.kind, number, by=self.actor)
        except ValuesRefused as refused:
            for each in refused.problems:
                messages.error(request, each.message)
            return redirect(f"office:{self.kind}-one", number)
        sentence = _("%(name)s is offered no more.") if rests else _("%(name)s is offered again.")
        return self.done(sentence % {"name": name}, f"office:{self.kind}-one", number)

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Lead to the master: nothing is done by an address alone."""
        return redirect(f"office:{self.kind}-one", number)


class MasterHistory(MasterPage):
    """Who changed what of a master, and when."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show its history, a page at a time."""
        row = self.row_of(number)
        self.title = _("History of %(name)s") % {"name": row}
        before = changes.number_of(request.GET.get("before"))
        shown, following = changes.page(row, before, by=self.actor)
        return self.page(
            template="backoffice/masters/history.html",
            row=row,
            changes=shown,
            following=following,
            back=reverse(f"office:{self.kind}-one", args=[number]),
        )
