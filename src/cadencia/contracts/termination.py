"""Why contracts end: the company's own list of reasons, and which of them is given (LC-7)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cadencia.contracts.termination_models import TerminationReason
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.problems import Problem, refuse_if_any

SHOWN = 20  # reasons that a sentence lists at most


def save_reason(code: str, name: str, *, by: Actor) -> TerminationReason:
    """Add a reason to the company's list, or change the name of the one of that code.

    :raises NotAllowed: without the permission for masters.
    :raises ValuesRefused: if there is no code.
    """
    with permitted(by, Permission.MASTERS):
        refuse_if_any([] if code.strip() else [Problem("code", _("Fill this in."))])
        reason, _created = TerminationReason.objects.update_or_create(
            company_id=by.company_id, code=code.strip(), defaults={"name": name.strip()}
        )
    return reason


def reasons(*, by: Actor) -> list[TerminationReason]:
    """Return the company's reasons by code.

    :raises NotAllowed: without the permission to read.
    """
    require(by, Permission.READ)
    return _reasons(by.company_id)


def _reasons(company_id: int) -> list[TerminationReason]:
    return list(TerminationReason.objects.filter(company_id=company_id).order_by("code"))


def reason_of(code: str, company_id: int) -> TerminationReason:
    """Return the reason of that code, without regard to case.

    :raises ValuesRefused: if the company has none, naming those that there are.
    """
    known = _reasons(company_id)
    found = [each for each in known if each.code.casefold() == code.strip().casefold()]
    if not found:
        refuse_if_any([Problem("reason", _unknown(code, known))])
    return next((each for each in found if each.code == code.strip()), found[0])


def _unknown(code: str, known: Iterable[TerminationReason]) -> str:
    codes = [each.code for each in known]
    if not codes:
        sentence = _("There is no reason %(code)s: the company has no list of reasons yet.")
        return sentence % {"code": code}
    listed = ", ".join(codes[:SHOWN] + ["…"] * (len(codes) > SHOWN))
    return _("There is no reason %(code)s; choose one of these: %(codes)s.") % {
        "code": code,
        "codes": listed,
    }
