"""What states and reasons of deliveries are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATE_WORDS: Mapping[str, Any] = {
    "waiting": _("Waiting to be sent"),
    "sending": _("Being sent"),
    "sent": pgettext_lazy("e-mail", "Sent"),
    "failed": pgettext_lazy("e-mail", "Not sent"),
    "bounced": _("Came back"),
}
STATE_TONES: Mapping[str, str] = {
    "waiting": "info",
    "sending": "info",
    "sent": "good",
    "failed": "bad",
    "bounced": "bad",
}
REASON_WORDS: Mapping[str, Any] = {
    "no_address": _("The customer has no e-mail address."),
    "bad_address": _("Messages to this address came back before."),
    "no_server": _("The company had no mail server."),
    "no_value": _("The text names something that the document hasn't:"),
    "no_pdf": _("Its PDF can't be made:"),
    "void": _("The document was voided before."),
    "refused": _("The mail server refused it:"),
    "unreached": _("The mail server couldn't be reached:"),
    "sign_in": _("The mail server doesn't take user or password:"),
    "not_supported": _("The mail server doesn't offer this kind of security:"),
    "certificate": _("The certificate of the mail server isn't right:"),
    "insecure": _("Without security only a server on this machine may be used."),
    "private": _("The mail server is in a network that may not be used from here."),
    "password_lost": _("The password of the mail server can't be read: type it again."),
    "unknown": _("The mail server was given it and didn't answer: it may have arrived."),
    "bounced": _("It came back:"),
    "broken": _("No message can be made of it:"),
}

FORESEEN: Mapping[str, tuple[Any, str]] = {
    "without_address": (_("The customer has no e-mail address."), "bad"),
    "bad_address": (_("Messages to this address came back before."), "warning"),
    "already": (pgettext_lazy("one document", "Sent already, or waiting"), "dim"),
    "sent": (pgettext_lazy("one document", "Will be sent"), "good"),
}
"""What would become of a document of many, in the order in which they are told; and its tone."""
