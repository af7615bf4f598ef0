"""The company's mail server and texts, and a trial of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.forms.fields import WholeField
from cadencia.backoffice.mail_screens.words import REASON_WORDS
from cadencia.backoffice.masters.editing import tried
from cadencia.backoffice.views import OfficeView
from cadencia.mailing import servers, texts
from cadencia.mailing.default_texts import Text
from cadencia.mailing.models import MailServer
from cadencia.mailing.servers import NoServer, NotTaken, Wanted
from cadencia.parties.access import Permission
from cadencia.parties.models import User
from cadencia.parties.problems import ValuesRefused

TITLES = {"es": gettext_lazy("Text in Spanish"), "en": gettext_lazy("Text in English")}
SECURITIES = (
    ("starttls", "STARTTLS"),
    ("tls", "TLS"),
    ("none", gettext_lazy("none, only to this machine")),
)
SENDINGS = (
    ("create_only", gettext_lazy("only created")),
    ("create_and_send", gettext_lazy("created and sent by e-mail")),
)
NAMES = (
    *("host", "port", "security", "username", "sender", "sender_name", "reply_to"),
    *("email_copy", "per_minute", "sending", "is_active"),
)


class ServerForm(forms.Form):
    """The server. The password there is isn't shown; left empty it stays."""

    use_required_attribute = False

    host = forms.CharField(label=gettext_lazy("Server"), help_text="smtp.example.com")
    port = WholeField(label=gettext_lazy("Port"))
    security = forms.ChoiceField(
        label=gettext_lazy("Security"),
        choices=SECURITIES,
        help_text=gettext_lazy("STARTTLS is usual at port 587, TLS at 465."),
    )
    username = forms.CharField(label=gettext_lazy("User"), required=False)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    sender = forms.CharField(
        label=gettext_lazy("Address of the sender"),
        help_text=gettext_lazy("The address that messages come from."),
    )
    sender_name = forms.CharField(
        label=gettext_lazy("Name of the sender"),
        required=False,
        help_text=gettext_lazy("Empty: the company's name."),
    )
    reply_to = forms.CharField(label=gettext_lazy("Answers go to"), required=False)
    email_copy = forms.CharField(label=gettext_lazy("Hidden copy of everything to"), required=False)
    per_minute = WholeField(
        label=gettext_lazy("Messages a minute"),
        help_text=gettext_lazy("At most: many servers refuse more."),
    )
    sending = forms.ChoiceField(
        label=gettext_lazy("Once issued, documents are"),
        choices=SENDINGS,
        help_text=gettext_lazy("Where neither contract nor customer says anything else."),
    )
    is_active = forms.BooleanField(label=gettext_lazy("Messages are sent"), required=False)

    def wanted(self) -> Wanted:
        """Return what is asked of the service."""
        given = self.cleaned_data
        return Wanted(
            **{name: given.get(name) or "" for name in NAMES if name not in _WHOLE},
            port=given.get("port") or 0,
            per_minute=given.get("per_minute") or 0,
            is_active=bool(given.get("is_active")),
            password=given.get("password") or None,
        )


_WHOLE = ("port", "per_minute", "is_active")


class TextForm(forms.Form):
    """Subject and body of a language."""

    use_required_attribute = False

    subject = forms.CharField(label=gettext_lazy("Subject"))
    body = forms.CharField(
        label=gettext_lazy("Message"),
        widget=forms.Textarea(attrs={"class": "o-input", "rows": 7, "data-own": ""}),
    )


class MailSettings(OfficeView):
    """The set-up of the company's e-mail."""

    permission = Permission.SETTINGS
    template_name = "backoffice/mail_screens/settings.html"
    title: Any = gettext_lazy("E-mail")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show it."""
        return self._shown()

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Do what the button says: keep the server, keep or give back a text, try it out."""
        act = request.POST.get("act", "")
        if act == "text":
            return self._keep_text(request.POST.get("language", ""))
        if act == "usual":
            texts.give_back(request.POST.get("language", ""), by=self.actor)
            return self.done(_("The usual text is back."), "office:mail")
        if act == "trial":
            return self._try_out(request.POST.get("trial_to", "").strip())
        form = ServerForm(request.POST)
        if tried(form, lambda: servers.keep(form.wanted(), by=self.actor)) is None:
            return self._shown(form=form, status=422)
        return self.done(_("The mail server is saved."), "office:mail")

    def _keep_text(self, language: str) -> HttpResponseBase:
        form = TextForm(self.request.POST, prefix=language, auto_id=f"id_{language}_%s")
        form.is_valid()
        given = form.cleaned_data
        text = Text(given.get("subject", ""), given.get("body", "").replace("\r\n", "\n"))
        if tried(form, lambda: texts.keep(language, text, by=self.actor)) is None:
            return self._shown(wrong={language: form}, status=422)
        return self.done(_("The text is saved."), "office:mail")

    def _try_out(self, to: str) -> HttpResponseBase:
        try:
            servers.try_out(to, by=self.actor, at=self.now)
        except NoServer:
            messages.error(self.request, _("Say first by which server the company sends."))
        except ValuesRefused as refused:
            messages.error(self.request, refused.problems[0].message)
        except NotTaken as refused:
            reason = str(REASON_WORDS.get(refused.reason, refused.reason))
            messages.error(self.request, f"{reason} {refused.answer}".strip())
        else:
            sentence = _("The server took the message: look whether it arrives at %(to)s.")
            return self.done(sentence % {"to": to}, "office:mail")
        return self._shown(trial_to=to, status=422)

    def _shown(
        self,
        *,
        form: ServerForm | None = None,
        wrong: dict[str, TextForm] | None = None,
        trial_to: str | None = None,
        status: int = 200,
    ) -> HttpResponseBase:
        server = servers.find(by=self.actor)
        mine = User.objects.filter(pk=self.actor.user_id or 0).first()
        return self.page(
            status=status,
            form=form or form_of(server, self.company.email),
            server=server,
            has_password=bool(server and server.password),
            texts=[
                (each, TITLES[each.language], (wrong or {}).get(each.language) or _of(each))
                for each in texts.all_of(by=self.actor)
            ],
            variables=texts.variables(),
            trial_to=trial_to if trial_to is not None else (mine.email if mine else ""),
        )


def form_of(server: MailServer | None, email: str) -> ServerForm:
    """Return the form of a server, or of one to be said."""
    if server is None:
        usual = MailServer(sender=email)
        return ServerForm(initial={name: getattr(usual, name) for name in NAMES})
    return ServerForm(initial={name: getattr(server, name) for name in NAMES})


def _of(kept: texts.Kept) -> TextForm:
    return TextForm(
        initial=kept.text._asdict(), prefix=kept.language, auto_id=f"id_{kept.language}_%s"
    )
