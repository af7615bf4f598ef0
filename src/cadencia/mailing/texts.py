"""What a company's messages say, by language: kept, given back to what is usual (DO-6, R11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from cadencia.core.mail_texts import OF_MESSAGES, WITHOUT_VALUE, unknown_variables
from cadencia.core.text_variables import VARIABLES
from cadencia.mailing.default_texts import DEFAULTS, Text
from cadencia.mailing.models import LANGUAGES, MailText
from cadencia.parties import access
from cadencia.parties.access import Actor, Permission
from cadencia.parties.problems import Problem, refuse_if_any

LONGEST_SUBJECT = 200
LONGEST_BODY = 10_000


class Kept(NamedTuple):
    """The text of a language; `is_own` if the company wrote it."""

    language: str
    text: Text
    is_own: bool


def all_of(*, by: Actor) -> list[Kept]:
    """Return the text of each language."""
    access.require(by, Permission.READ)
    rows = {each.language: each for each in MailText.objects.filter(company_id=by.company_id)}
    return [
        Kept(each, Text(rows[each].subject, rows[each].body), is_own=True)
        if each in rows
        else Kept(each, DEFAULTS[each], is_own=False)
        for each in LANGUAGES
    ]


def keep(language: str, text: Text, *, by: Actor) -> MailText:
    """Say what messages in a language say.

    :raises ValuesRefused: with all that is wrong: a language without documents, an unknown
        variable, nothing written.
    """
    with access.permitted(by, Permission.SETTINGS):
        problems = [] if language in LANGUAGES else [Problem("language", _("Write es or en."))]
        refuse_if_any([*problems, *problems_of(text)])
        row, _made = MailText.objects.update_or_create(
            company_id=by.company_id,
            language=language,
            defaults={"subject": text.subject.strip(), "body": text.body},
        )
    return row


def give_back(language: str, *, by: Actor) -> None:
    """Say in a language what is usual again."""
    with access.permitted(by, Permission.SETTINGS):
        MailText.objects.filter(company_id=by.company_id, language=language).delete()


def variables() -> list[tuple[str, str]]:
    """Return the variables that a message may have: in Spanish and in English."""
    lines = [each for each in VARIABLES if each[0] not in WITHOUT_VALUE]
    return [*OF_MESSAGES, *lines]


def problems_of(text: Text) -> Iterator[Problem]:
    """Yield what is wrong with a subject and a body."""
    most = {"subject": LONGEST_SUBJECT, "body": LONGEST_BODY}
    for name, value in text._asdict().items():
        unknown = unknown_variables(value)
        if not value.strip():
            yield Problem(name, _("Fill this in."))
        elif len(value) > most[name]:
            yield Problem(name, _("Write %(most)s letters at most.") % {"most": most[name]})
        elif unknown:
            sentence = _("There is no variable <%(name)s> in an e-mail. Choose one of the list.")
            yield Problem(name, sentence % {"name": unknown[0]})
    if "\n" in text.subject.strip():
        yield Problem("subject", _("Write one line."))
