"""Who answers for the debt of others: kept by name, and attached to contracts (AG-8)."""

from django.utils.translation import gettext as _

from cadencia.parties import checks
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.models import Company, ResponsibleParty
from cadencia.parties.problems import Problem, Values, refuse_if_any
from cadencia.parties.services import unknown_fields

LONGEST = 500  # characters of a field
_OWN = frozenset({"id", "company"})


def create(values: Values, *, by: Actor) -> ResponsibleParty:
    """Keep somebody who may answer for a debt.

    :raises ValuesRefused: if a value can't be used, or there is one of that name.
    """
    with permitted(by, Permission.MASTERS):
        company = Company.objects.defer("logo").get(pk=by.company_id)
        problems = checks.missing(values, ("name",))
        problems += unknown_fields(ResponsibleParty, values, _OWN)
        problems += [
            Problem(name, _("Write at most 500 characters."))
            for name, value in values.items()
            if len(str(value)) > LONGEST
        ]
        problems += [
            each
            for each in checks.customer_problems(company, values)
            if each.path in ("tax_id", "email")
        ]
        if ResponsibleParty.objects.filter(company=company, name=values.get("name")).exists():
            problems.append(Problem("name", _("There is one of this name already.")))
        refuse_if_any(problems)
        return ResponsibleParty.objects.create(company=company, **values)


def found(name: str, *, by: Actor) -> ResponsibleParty | None:
    """Return the one of a name, if the company has one."""
    require(by, Permission.READ)
    return ResponsibleParty.objects.filter(company_id=by.company_id, name=name).first()
