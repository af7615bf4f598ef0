"""Creating and changing companies, customers, addresses and bank accounts.

Every function asks whether the actor may (`access.NotAllowed`, also for another company's
actor), checks all values and names all problems at once (`problems.ValuesRefused`); what documents
print of the party is kept current.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from cadencia.parties import checks, saving, snapshots
from cadencia.parties.access import Actor, Permission, acting, permitted_in, require_in
from cadencia.parties.identification import plain_iban
from cadencia.parties.models import Address, BankAccount, Company, Customer, SalesRep
from cadencia.parties.problems import Problem, Values, refuse_if_any

_COMPANY_OWN = frozenset({"id", "issuer_snapshot"})
_CUSTOMER_OWN = frozenset({"id", "company", "snapshot"})


@transaction.atomic
def create_company(values: Values, *, at: datetime) -> Company:
    """Create an issuer. `at` is the moment, kept with what it prints.

    Nobody works in it yet: who may do this is asked by whoever calls.

    :raises ValuesRefused: if a value can't be used, or the code is taken.
    """
    problems = checks.missing(values, ("code", "name"))
    problems += unknown_fields(Company, values, _COMPANY_OWN)
    problems += checks.company_problems(values)
    if Company.objects.filter(code=values.get("code")).exists():
        problems.append(Problem("code", _("There is a company with this code already.")))
    refuse_if_any(problems)
    company = Company.objects.create(**values)
    snapshots.refresh_issuer(company, at=at)
    return company


def update_company(company_id: int, values: Values, *, by: Actor, at: datetime) -> Company:
    """Change the given fields of an issuer.

    :raises ValuesRefused: if a value can't be used.
    """
    with permitted_in(by, company_id, Permission.SETTINGS):
        return _update_company(company_id, values, at)


def _update_company(company_id: int, values: Values, at: datetime) -> Company:
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    complete = {"country": company.country, **values}
    problems = unknown_fields(Company, values, _COMPANY_OWN) + checks.company_problems(complete)
    refuse_if_any(problems)
    country_before = company.country
    _change(company, values)
    snapshots.refresh_issuer(company, at=at)
    if company.country != country_before:  # it is printed of who has none of their own
        snapshots.refresh_customers(
            company, Customer.objects.filter(company=company, country=""), at=at
        )
    return company


def create_customer(company: Company, values: Values, *, by: Actor, at: datetime) -> Customer:
    """Create a customer.

    :raises ValuesRefused: if a value can't be used, or the code is taken.
    """
    require_in(by, company.pk, Permission.MASTERS)
    problems = checks.missing(values, ("code", "name")) + _customer_problems(company, values)
    if Customer.objects.filter(company=company, code=values.get("code")).exists():
        problems.append(Problem("code", _("There is a customer with this code already.")))
    refuse_if_any(problems)
    return save_customers(company, [values], by=by, at=at)[0]


def update_customer(
    customer_id: int, company: Company, values: Values, *, by: Actor, at: datetime
) -> Customer:
    """Change the given fields of a customer.

    :raises ValuesRefused: if a value can't be used.
    """
    with permitted_in(by, company.pk, Permission.MASTERS):
        customer = Customer.objects.select_for_update(no_key=True).get(
            pk=customer_id, company=company
        )
        complete = {"country": customer.country, "tax_id": customer.tax_id, **values}
        refuse_if_any(_customer_problems(company, complete, customer=customer))
        _change(customer, values)
        snapshots.refresh_customers(company, [customer], at=at)
        customer.refresh_from_db(fields=["snapshot"])
    return customer


def save_customers(
    company: Company, rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[Customer]:
    """Create or change many customers that were checked already, recognised by their code.

    A field that a row leaves out keeps what it has, or its default; the customers are returned
    in the order of the rows.
    """
    with permitted_in(by, company.pk, Permission.MASTERS):
        saved = saving.save_by_key(Customer, company, rows)
        snapshots.refresh_customers(company, saved, at=at)
    current = Customer.objects.filter(company=company, pk__in=[each.pk for each in saved])
    pointers = dict(current.values_list("pk", "snapshot_id"))
    for customer in saved:
        customer.snapshot_id = pointers[customer.pk]
    return saved


def save_sales_rep(company: Company, code: str, name: str, *, by: Actor) -> SalesRep:
    """Create a salesperson, or change the name of the one of that code."""
    with permitted_in(by, company.pk, Permission.MASTERS):
        rep, _created = SalesRep.objects.update_or_create(
            company=company, code=code, defaults={"name": name}
        )
    return rep


def save_address(customer: Customer, label: str, values: Values, *, by: Actor) -> Address:
    """Create a delivery address, or change the one of that label.

    :raises ValuesRefused: if a value can't be used.
    """
    require_in(by, customer.company_id, Permission.MASTERS)
    problems = unknown_fields(Address, values, frozenset({"id", "company", "customer", "label"}))
    if not label.strip():
        problems.append(Problem("label", _("Give the address a name.")))
    refuse_if_any(problems)
    with acting(by):
        address, _created = Address.objects.update_or_create(
            company_id=customer.company_id, customer=customer, label=label, defaults=dict(values)
        )
    return address


def save_bank_account(
    company: Company, iban: str, *, customer: Customer | None = None, by: Actor, at: datetime
) -> BankAccount:
    """Add a bank account to a customer, or to the company itself; once only.

    The company's own ask for the permission for settings.

    :raises ValuesRefused: if the IBAN can't exist.
    """
    needs = Permission.SETTINGS if customer is None else Permission.MASTERS
    with permitted_in(by, company.pk, needs):
        if customer is not None:
            require_in(by, customer.company_id, needs)
        refuse_if_any(checks.iban_problems(iban))
        account, created = BankAccount.objects.get_or_create(
            company=company, customer=customer, iban=plain_iban(iban)
        )
        if created and customer is None:
            snapshots.refresh_issuer(company, at=at)
    return account


def unknown_fields(
    model: type[models.Model], values: Values, not_given: Iterable[str]
) -> list[Problem]:
    """Return the names among the values that are no field of the model that one may give."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented way in
    names = {each.name for each in fields} | {each.attname for each in fields}
    allowed = names - set(not_given) - {f"{each}_id" for each in not_given}
    return [Problem(each, _("There is no such field.")) for each in values if each not in allowed]


def _customer_problems(
    company: Company, values: Values, *, customer: Customer | None = None
) -> list[Problem]:
    problems = unknown_fields(Customer, values, _CUSTOMER_OWN)
    problems += checks.customer_problems(company, values)
    bill_to = values.get("bill_to")
    if isinstance(bill_to, Customer):
        if bill_to.company_id != company.pk:
            problems.append(Problem("bill_to", _("This customer is another company's.")))
        if customer is not None and bill_to.pk == customer.pk:
            problems.append(Problem("bill_to", _("Leave it empty to bill the customer itself.")))
    return problems


def _assign(row: models.Model, values: Values) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _change(row: models.Model, values: Values) -> None:
    _assign(row, values)
    row.save(update_fields=list(values) or None)
