"""A client generated from the OpenAPI document bills a gym, over a real socket."""

import importlib.util
import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from urllib.request import urlopen

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from cadencia.config.wsgi import application
from tests.api.calling import Program, a_form, it_is
from tests.factories import a_company
from tests.job_queue import empty_queue  # noqa: F401 - a fixture
from tools.generate_client import client as generated

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]


class Quiet(WSGIRequestHandler):
    """Answers without a word on the terminal."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """A server of the very application, on a port of its own."""
    made = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    made.set_app(application)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_address[1]}"
    made.shutdown()
    made.server_close()


@pytest.fixture
def module(server, tmp_path: Path) -> ModuleType:
    """The client, written from what the running server tells of itself."""
    with urlopen(f"{server}/api/v1/openapi.json") as answer:  # noqa: S310
        text = generated(json.load(answer))
    file = tmp_path / "cadencia_client.py"
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("cadencia_client", file)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_a_generated_client_bills_a_gym(server, module):
    it_is(date(2026, 3, 15))
    program = Program(a_company(name="Gimnasio Fuerte"))
    gym = module.Client(server, program.text)
    assert gym.who_am_i()["company_name"] == "Gimnasio Fuerte"
    ana = gym.create_customer({"code": "ANA", "name": "Ana"}, idempotency_key="ana")
    assert gym.create_customer({"code": "ANA", "name": "Ana"}, idempotency_key="ana") == ana
    contract = gym.create_contract(a_form("ANA"))
    shown = gym.preview({"month": "2026-01"})["summary"]
    assert shown["totals"] == {"EUR": "54.45"}
    run = gym.generate(
        {"month": "2026-01", "expect": shown["fingerprint"]}, idempotency_key="january"
    )
    assert (run["state"], run["documents"]) == ("issued", 1)
    (invoice,) = gym.list_documents(run=run["id"])["data"]
    assert (invoice["number"], invoice["total"]) == ("F-2026-000001", "54.45")
    assert gym.get_pdf(invoice["id"]).startswith(b"%PDF")
    why = gym.why_contract(contract["id"], on="2026-02-28")
    assert why["verdict"] == "due"
    gym.pause_contract(contract["id"], {"from": "2026-08-01", "until": "2026-08-31"})
    gym.move_installment(contract["id"], {"due_on": "2026-02-28", "to": "2026-03-02"})
    note = gym.credit_document(invoice["id"], {"reason": "Error", "gives_back": True})
    assert note["total"] == "-54.45"
    assert gym.forecast({"months": 3})["contracts"] == 1
    simulated = gym.simulate(
        {"customer": {"code": "A", "name": "A"}, "contract": a_form("A")["contract"]},
        from_="2026-01-01",
        until="2026-12-31",
    )
    assert len(simulated["installments"]) == 12


def test_the_client_raises_what_is_refused(server, module):
    it_is(date(2026, 3, 15))
    program = Program(a_company())
    client = module.Client(server, program.text, language="es")
    with pytest.raises(module.Problem) as refused:
        client.create_customer({"name": "Ana"})
    assert (refused.value.status, refused.value.code) == (422, "refused")
    assert refused.value.errors == {"code": "Rellene este campo."}
    with pytest.raises(module.Problem) as unknown:
        module.Client(server, "cad_x").who_am_i()
    assert unknown.value.status == 401
