"""Who works in the company: the list, a new user, and one of them (US-6)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.forms import problems
from cadencia.backoffice.users.forms import (
    ROLES,
    AddForm,
    NewUserForm,
    PasswordForm,
    PersonForm,
    RoleForm,
)
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.parties import password_links
from cadencia.parties import people_services as people
from cadencia.parties.access import Permission
from cadencia.parties.people_services import LastAdministrator, NoSuchUser, WorksElsewhere
from cadencia.parties.problems import ValuesRefused

LAST = _("Nobody would be left who may give roles. Make somebody else an administrator first.")
ELSEWHERE = _("This user works in other companies too: only who runs the machine changes this.")


class PeopleView(OfficeView):
    """A screen about users: their rows aren't a company's."""

    permission = Permission.SETTINGS
    is_behind_wall = False

    def tried(self, form: forms.Form, act: Callable[[], object]) -> bool:
        """Do the act; where it is refused, say why in the form."""
        try:
            act()
        except ValuesRefused as refused:
            problems.show(form, refused)
        except LastAdministrator:
            form.add_error(None, LAST)
        except WorksElsewhere:
            form.add_error(None, ELSEWHERE)
        except NoSuchUser:
            form.add_error("username" if "username" in form.fields else None, _("No such user."))
        return not form.errors


class Users(PeopleView):
    """The users of the company."""

    template_name = "backoffice/users/list.html"
    title = _("Users")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show them, also who is shut out."""
        found = [(each, ROLES[each.role]) for each in people.people(by=self.actor)]
        return self.page(people=found)


class NewUser(PeopleView):
    """Opens a user, or lets in one of another company."""

    template_name = "backoffice/users/new.html"
    title = _("New user")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way to it."""
        return (_USERS,)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the empty forms."""
        return self.page(form=NewUserForm(), adding=AddForm(prefix="add"))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Open the user, or give a role to the one named."""
        if request.POST.get("act") == "add":
            return self._add(request)
        form = NewUserForm(request.POST)
        if form.is_valid():
            given = dict(form.cleaned_data)
            password, role = given.pop("password"), given.pop("role")
            if self.tried(form, lambda: people.create_user(given, password, role, by=self.actor)):
                return self.done(_("The user is opened."), "office:users")
        return self.refused(form=form, adding=AddForm(prefix="add"))

    def _add(self, request: HttpRequest) -> HttpResponseBase:
        adding = AddForm(request.POST, prefix="add")
        if adding.is_valid():
            name, role = adding.cleaned_data["username"], adding.cleaned_data["role"]
            if self.tried(adding, lambda: people.grant_role(name, role, by=self.actor)):
                return self.done(_("The user may come in."), "office:users")
        return self.refused(form=NewUserForm(), adding=adding)


class OneUser(PeopleView):
    """One of them: role, name, password, shut out and let in again."""

    template_name = "backoffice/users/one.html"
    link = ""

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way to it."""
        return (_USERS,)

    def get(self, request: HttpRequest, username: str) -> HttpResponseBase:
        """Show the user."""
        return self._page(username, {})

    def post(self, request: HttpRequest, username: str) -> HttpResponseBase:
        """Do what was asked: the button says it."""
        asked = request.POST.get("act", "")
        forms_of = {"role": RoleForm, "person": PersonForm, "password": PasswordForm}
        form = forms_of.get(asked, forms.Form)(request.POST)
        self._person(username)  # 404 before anything else
        if form.is_valid():
            acts = self._acts(username, form.cleaned_data)
            if asked not in acts:
                raise self.nothing_here()
            act, sentence, address = acts[asked]
            if self.tried(form, act):
                if self.link:  # shown once, and so not after a redirect
                    return self._page(username, {})
                names = [username] if address == "office:user" else []
                return self.done(sentence, address, *names)
        return self._page(username, {asked: form}, status=422)

    def _acts(self, name: str, given: Mapping[str, Any]) -> dict[str, tuple[Any, Any, str]]:
        by, here = self.actor, "office:user"
        return {
            "role": (
                lambda: people.grant_role(name, given["role"], by=by),
                _("The role is changed."), here,
            ),
            "person": (
                lambda: people.change_person(name, given, by=by), _("The user is changed."), here
            ),
            "password": (
                lambda: people.set_password(name, given["password"], by=by, at=self.now),
                _("The password is changed. Tell it to the user."), here,
            ),
            "link": (lambda: self._give_link(name), "", ""),
            "shut-out": (
                lambda: people.deactivate(name, by=by), _("The user is shut out."), here
            ),
            "let-in": (
                lambda: people.activate(name, by=by), _("The user may come in again."), here
            ),
            "reset": (
                lambda: people.reset_second_factor(name, by=by),
                _("The password alone is asked for now."), here,
            ),
            "revoke": (
                lambda: people.revoke_role(name, by=by),
                _("The user doesn't work in the company any more."), "office:users",
            ),
        }  # fmt: skip

    def _give_link(self, name: str) -> None:
        secret = password_links.give(name, by=self.actor, at=self.now)
        address = reverse("office:password-link", args=[secret])
        self.link = self.request.build_absolute_uri(address)

    def _page(
        self, username: str, refused: Mapping[str, forms.Form], *, status: int = 200
    ) -> HttpResponseBase:
        person = self._person(username)
        given = {"first_name": person.first_name, "last_name": person.last_name}
        shown = {
            "role": RoleForm(initial={"role": person.role}),
            "person": PersonForm(initial={**given, "email": person.email}),
            "password": PasswordForm(),
            **refused,
        }
        others = [each for name, each in refused.items() if name not in shown or not each.fields]
        return self.page(
            status=status, title=person.username, person=person, role=ROLES[person.role],
            forms=shown, refused=others[0] if others else None,
            is_oneself=person.username == self.actor.name,
            link=self.link, hours=password_links.HOURS,
            given=password_links.given_to(username, by=self.actor),
        )  # fmt: skip

    def _person(self, username: str) -> people.Person:
        try:
            return people.person(username, by=self.actor)
        except NoSuchUser:
            raise self.nothing_here() from None


_USERS = Crumb(_("Users"), "/users/")
