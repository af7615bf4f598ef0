"""Whatever is typed in a form that is refused stands there still, field by field."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page

from cadencia.backoffice.contract_acts.registry import ACTS
from cadencia.backoffice.masters.screens import SCREENS
from cadencia.billing import due
from cadencia.billing.masters import saving
from cadencia.contracts.models import Contract, Template, TemplateLine
from cadencia.documents.models import Series
from cadencia.parties.models import Customer
from tests import factories
from tests.backoffice.office import a_user

ODD = "¿<b>\"Ñ&amp;' 1.2,3 " + "x" * 130  # no number, no date, and too long for a code

FILL = """(odd) => {
  const shown = (each) => each.offsetParent !== null || each.type === 'hidden';
  const forms = [...document.querySelectorAll('#content form[method=post]')];
  const size = (form) => form.querySelectorAll('input:not([type=hidden]), textarea, select').length;
  const form = forms.filter(shown).sort((a, b) => size(b) - size(a))[0];
  if (!form || !size(form)) return null;
  const typed = [];
  for (const each of form.elements) {
    if (!each.name || each.disabled || !shown(each)) continue;
    if (['hidden', 'password', 'file', 'submit', 'button', 'radio'].includes(each.type)) continue;
    if (each.tagName === 'FIELDSET' || each.tagName === 'BUTTON') continue;
    if (each.type === 'checkbox') each.checked = !each.checked;
    else if (each.tagName === 'SELECT') each.selectedIndex = each.options.length - 1;
    else each.value = odd;
    typed.push([each.name, each.type === 'checkbox' ? each.value : '', said(each)]);
  }
  function said(each) { return each.type === 'checkbox' ? each.checked : each.value; }
  return typed;
}"""
SEND = """() => {
  const shown = (each) => each.offsetParent !== null;
  const forms = [...document.querySelectorAll('#content form[method=post]')];
  const size = (form) => form.querySelectorAll('input:not([type=hidden]), textarea, select').length;
  const form = forms.filter(shown).sort((a, b) => size(b) - size(a))[0];
  const button = form.querySelector('button[data-kind=primary], button:not([type=button])');
  if (button?.name) {
    const told = Object.assign(document.createElement('input'), { type: 'hidden' });
    told.name = button.name;
    told.value = button.value;
    form.append(told);
  }
  HTMLFormElement.prototype.submit.call(form);
}"""
READ = """(typed) => typed.map(([name, value]) => {
  const inside = `#content form[method=post] [name="${CSS.escape(name)}"]`;
  const found = [...document.querySelectorAll(inside)];
  const each = value ? found.find((one) => one.value === value) : found[0];
  if (!each) return null;
  return each.type === 'checkbox' ? each.checked : each.value;
})"""


@pytest.fixture
def a_gym(database: None) -> Any:
    company = factories.a_company(name="Gimnasio Fuerte")
    factories.an_item(company, name="Cuota mensual")
    ana = factories.a_customer(company, "Ana Ruiz", code="ANA")
    contract = factories.a_posted_contract(ana, ("CUOTA", "45.00"), code="CT-1")
    due.refresh([contract.pk], company.pk)
    return company


def kept(page: Page, address: str) -> int:
    """Type odd values in every field, send, and compare; return how many fields were refused."""
    page.goto(address)
    typed = page.evaluate(FILL, ODD)
    if not typed:
        return 0
    with page.expect_navigation():
        page.evaluate(SEND)
    if address not in page.url:
        return 0  # accepted: an act that only wants a reason
    found = page.evaluate(READ, typed)
    lost = [
        (name, said, now)
        for (name, _value, said), now in zip(typed, found, strict=True)
        if said != (now.replace("\r\n", "\n") if isinstance(now, str) else now)
    ]
    assert lost == [], address
    return len(typed)


def test_masters(office: Any, a_gym: Any) -> None:
    page = office(a_gym, path="")
    for kind in SCREENS:
        assert kept(page, f"/masters/{kind}/new/") > 0


def test_the_company_and_its_people(office: Any, a_gym: Any) -> None:
    a_user(a_gym, "clerk", username="luis")
    page = office(a_gym, path="")
    for each in ("masters/company/", "masters/tokens/", "masters/webhooks/", "masters/mail/"):
        assert kept(page, f"/{each}") > 0
    for each in ("users/new/", "users/luis/"):
        assert kept(page, f"/{each}") > 0


def test_pages_of_one_master(office: Any, a_gym: Any) -> None:
    by = factories.chief(a_gym.pk)
    made = saving.create("price-lists", {"code": "T1"}, by=by)
    index = saving.create("indexes", {"name": "IPC"}, by=by)
    series = Series.objects.filter(company=a_gym, kind="invoice").get()
    template = Template.objects.create(
        company=a_gym, code="GIM", schedule_every=1, schedule_unit="month",
        schedule_first=date(2026, 1, 31),
    )  # fmt: skip
    TemplateLine.objects.create(
        company=a_gym, template=template, key="a", position=0, description="CUOTA",
        unit_price=Decimal(30),
    )  # fmt: skip
    ana = Customer.objects.get(company=a_gym)
    of_template = f"/masters/templates/{template.pk}/"
    page = office(a_gym, path="")
    for each in (
        f"/masters/customers/{ana.pk}/",
        f"/masters/price-lists/{made.pk}/",
        f"/masters/indexes/{index.pk}/",
        f"/masters/series/{series.pk}/",
        "/masters/special-prices/",
        of_template,
        f"{of_template}change/",
        f"{of_template}schedule/",
        f"{of_template}lines/",
    ):
        assert kept(page, each) > 0, each


def test_what_is_done_to_a_contract(office: Any, a_gym: Any) -> None:
    contract = Contract.objects.get(company=a_gym)
    page = office(a_gym, path="")
    fields = [kept(page, f"/contracts/{contract.pk}/acts/{each}/") for each in ACTS]
    assert sum(fields) > 10
