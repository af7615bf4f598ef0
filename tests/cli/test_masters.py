"""`cadencia master`: what isn't used any more rests, wakes, or goes."""

from datetime import date

import pytest
from typer.testing import CliRunner

from cadencia.billing.masters import saving
from cadencia.cli.main import app
from cadencia.parties.models import ResponsibleParty
from tests.cli.commands import a_gym, a_member, cadencia, it_is, told
from tests.factories import chief

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 3, 15))


def refused(*arguments):
    shown = CliRunner().invoke(app, list(arguments))
    assert shown.exit_code == 2
    return shown.output


def test_a_way_of_payment_rests_wakes_and_goes():
    gym = a_gym()
    made = saving.create("payment-methods", {"name": "Bizum"}, by=chief(gym.pk))
    assert "ya no se ofrece" in cadencia("master", "rest", "payment-methods", "Bizum").stdout
    (found,) = [e for e in told("master", "list", "payment-methods") if e["name"] == "Bizum"]
    assert found == {"id": made.pk, "name": "Bizum", "offered": False}
    assert "ya no se ofrece" in cadencia("master", "list", "payment-methods").stdout
    cadencia("master", "wake", "payment-methods", f"#{made.pk}")
    assert "Bizum: eliminado." in cadencia("master", "remove", "payment-methods", "Bizum").stdout
    assert "no hay ninguno" in refused("master", "remove", "payment-methods", "Bizum")


def test_what_can_not_be_is_said():
    member = a_member(a_gym(), "Ana")
    assert "payment-methods" in refused("master", "list", "things")
    code = member.customer.code
    assert "contrato" in refused("master", "remove", "customers", code)
    ResponsibleParty.objects.create(company=member.company, name="Avales")
    assert "siempre se ofrecen" in refused("master", "rest", "responsible-parties", "Avales")
