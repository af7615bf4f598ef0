"""The forms about users."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.home import START_PAGES, TITLES
from cadencia.parties.access import Role

ROLES = {
    Role.CLERK: _("Clerk"),
    Role.ACCOUNTANT: _("Accountant"),
    Role.MANAGER: _("Manager"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.AUDITOR: _("Auditor (reads only)"),
}
_ROLE_CHOICES = [(role.value, name) for role, name in ROLES.items()]
_NEW = forms.PasswordInput(attrs={"autocomplete": "new-password"})
_PLAIN = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


class RoleForm(forms.Form):
    """The role of a user in the company."""

    role = forms.ChoiceField(label=_("Role"), choices=_ROLE_CHOICES)


class AddForm(RoleForm):
    """Somebody who has a user already, of another company."""

    username = forms.CharField(label=_("User"), widget=forms.TextInput(attrs=_PLAIN))


class PersonForm(forms.Form):
    """The name of a user, and where they read mail."""

    first_name = forms.CharField(label=_("First name"), required=False)
    last_name = forms.CharField(label=_("Last name"), required=False)
    email = forms.CharField(label=_("E-mail"), required=False)


class NewUserForm(PersonForm, RoleForm):
    """A user who is opened."""

    username = forms.CharField(label=_("User"), widget=forms.TextInput(attrs=_PLAIN))
    password = forms.CharField(label=_("Password"), widget=_NEW, strip=False)

    field_order = ("username", "password", "role", "first_name", "last_name", "email")


class PasswordForm(forms.Form):
    """Another password for somebody."""

    password = forms.CharField(label=_("New password"), widget=_NEW, strip=False)


class OwnPasswordForm(forms.Form):
    """Another password of one's own, typed twice."""

    old = forms.CharField(
        label=_("Password now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(label=_("New password"), widget=_NEW, strip=False)
    again = forms.CharField(label=_("New password, again"), widget=_NEW, strip=False)

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        typed = super().clean() or {}
        if typed.get("new") and typed.get("again") and typed["new"] != typed["again"]:
            self.add_error("again", _("This isn't what stands above."))
        return typed


class PreferencesForm(forms.Form):
    """How the user wants the back office."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the browser")), ("es", "Español"), ("en", "English")],
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        choices=[("auto", _("As the machine")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    editing = forms.ChoiceField(
        label=_("Editing"),
        required=False,
        choices=[("", _("As the company")), ("basic", _("Basic")), ("advanced", _("Advanced"))],
        help_text=_("Basic hides what few contracts need; nothing that is hidden is lost."),
    )
    start_page = forms.ChoiceField(
        label=_("First page"),
        required=False,
        choices=[("", _("The usual one")), *((each, TITLES[each]) for each in START_PAGES)],
    )


class CodeForm(forms.Form):
    """The code that the telephone shows."""

    code = forms.CharField(
        label=_("One-time code"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
