"""Which company a command works for: the one of `--company`, else the only one there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cadencia.cli.refusal import BadInput

if TYPE_CHECKING:
    from cadencia.parties.models import Company

SHOWN = 20  # companies that a sentence lists at most


def chosen_company(code: str | None) -> Company:
    """Return the company of that code, without regard to case; without a code the only one.

    :raises BadInput: if there is none of that code, or none was named and there are several.
    """
    from django.utils.translation import gettext as _

    from cadencia.parties.models import Company

    known = list(Company.objects.defer("logo").order_by("code"))
    if not known:
        raise BadInput(_("--company: there is no company yet; import or create one first."))
    if code is None:
        if len(known) == 1:
            return known[0]
        sentence = _("--company: there are several companies; name one of %(companies)s.")
        raise BadInput(sentence % {"companies": _listed(known)})
    wanted = code.strip()
    same = [each for each in known if each.code == wanted]
    same = same or [each for each in known if each.code.casefold() == wanted.casefold()]
    if len(same) == 1:
        return same[0]
    sentence = _("--company: there is no company %(code)s; name one of %(companies)s.")
    raise BadInput(sentence % {"code": wanted, "companies": _listed(known)})


def _listed(companies: list[Company]) -> str:
    shown = [f"{each.code} ({each.name})" for each in companies[:SHOWN]]
    return ", ".join(shown + ["…"] * (len(companies) > SHOWN))
