"""Imports and exports by screen."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cadencia.billing import file_imports, import_task
from cadencia.billing.models import FileImport
from cadencia.parties.models import Customer
from tests.backoffice.office import at_work
from tests.factories import a_company, a_customer, an_item

pytestmark = pytest.mark.django_db(transaction=True)
CUSTOMERS = "Código;Nombre\nS1;Ana Ruiz\nS2;<i>Berta</i>\n".encode()
WRONG = "Código;Nombre;Idioma\nS1;Ana Ruiz;=1+1\n;Berta Sanz;es\n".encode()
PARTIAL = {"HTTP_HX_REQUEST": "true"}


def said(answer):
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def send(client, content, name="clientes.csv", **how):
    files = [SimpleUploadedFile(name, content)] if content is not None else []
    given = {"files": files, "locale": "es", "kind": "", **how}
    return client.post("/imports/", given)


def test_files_are_checked_then_imported():
    company = a_company()
    clerk = at_work(company, "clerk")
    answer = send(clerk, CUSTOMERS)
    row = FileImport.objects.get()
    assert answer["Location"] == f"/imports/{row.pk}/"
    page = said(clerk.get(f"/imports/{row.pk}/"))
    assert "Todavía no se ha escrito nada" in page
    assert "clientes.csv" in page
    assert not Customer.objects.filter(company=company).exists()
    clerk.post(f"/imports/{row.pk}/carry-out/")
    assert Customer.objects.filter(company=company).count() == 2
    page = said(clerk.get(f"/imports/{row.pk}/"))
    assert "Se ha importado todo" in page
    assert clerk.user.get_username() in page
    clerk.post(f"/imports/{row.pk}/carry-out/")  # twice is once
    assert Customer.objects.filter(company=company).count() == 2
    assert "clientes.csv" in said(clerk.get("/imports/"))


def test_the_check_tells_row_by_row_what_is_new_and_what_changes():
    company = a_company()
    a_customer(company, "Ana Vieja", code="S1", email="ana@x.es")
    a_customer(company, "Eva", code="S3")
    clerk = at_work(company, "clerk")
    send(clerk, "Código;Nombre;Correo\nS1;Ana Ruiz;nueva@x.es\nS2;Berta;\nS3;Eva;\n".encode())
    told = clerk.get(f"/imports/{FileImport.objects.get().pk}/").context["rows"]
    assert [(each["row"], each["name"], str(each["word"]), each["fields"]) for each in told] == [
        (2, "S1", "Cambia", ["Nombre", "Correo"]),
        (3, "S2", "Nuevo", []),
    ]
    prices = "Tarifa;Artículo;Precio\nPVP;CUOTA;45,00\n"
    an_item(company, "CUOTA")
    send(clerk, prices.encode(), "tarifas.csv")
    page = said(clerk.get(f"/imports/{FileImport.objects.latest('pk').pk}/"))
    assert "PVP · CUOTA" in page


def test_contracts_are_told_row_by_row_too():
    company = a_company()
    a_customer(company, "Ana", code="S1")
    manager = at_work(company, "manager")
    head = (
        "Contrato;Cliente;Estado;Frecuencia;Periodicidad;Cuota inicial;Clave de línea;Descripción;"
    )
    head += "Precio;Impuestos\n"
    send(
        manager,
        f"{head}C-1;S1;borrador;1;mes;31/01/2026;a;CUOTA;45,00;IVA21\n".encode(),
        "contratos.csv",
    )
    row = FileImport.objects.get()
    assert row.problems == []
    (told,) = manager.get(f"/imports/{row.pk}/").context["rows"]
    assert (told["what"], told["name"], str(told["word"])) == ("Contratos", "C-1", "Nuevo")
    manager.post(f"/imports/{row.pk}/carry-out/")
    send(
        manager,
        f"{head}C-1;S1;borrador;2;mes;31/01/2026;a;CUOTA;50,00;IVA21\n".encode(),
        "contratos.csv",
    )
    (told,) = manager.get(f"/imports/{FileImport.objects.latest('pk').pk}/").context["rows"]
    assert (told["row"], str(told["word"])) == (2, "Cambia")
    assert told["fields"] == ["Frecuencia", "Líneas"]


def test_problems_are_shown_row_by_row_and_downloaded():
    clerk = at_work(a_company(), "clerk")
    send(clerk, WRONG)
    row = FileImport.objects.get()
    page = said(clerk.get(f"/imports/{row.pk}/"))
    assert "Hay 2 problemas" in page
    assert "Idioma" in page
    assert "<code>=1+1</code>" in page
    found = clerk.get(f"/imports/{row.pk}/problems/?format=csv").content.decode("utf-8-sig")
    assert "'=1+1" in found
    assert clerk.get(f"/imports/{row.pk}/problems/").status_code == 200
    assert clerk.get(f"/imports/{row.pk}/problems/?format=exe").status_code == 404
    clerk.post(f"/imports/{row.pk}/carry-out/")
    assert not Customer.objects.filter(code="S1").exists()


@pytest.mark.parametrize(("content", "name"), [(None, ""), (b" ", "a.csv"), (b"x", "a.exe")])
def test_files_that_will_not_do_are_refused_on_the_form(content, name):
    answer = send(at_work(a_company(), "clerk"), content, name)
    assert answer.status_code == 422
    assert not FileImport.objects.exists()


def test_large_files_are_left_to_a_job(monkeypatch):
    monkeypatch.setattr(file_imports, "AT_ONCE", 0)
    asked = []
    monkeypatch.setattr(import_task, "defer_check", lambda row, by: asked.append(row.pk))
    clerk = at_work(a_company(), "clerk")
    send(clerk, CUSTOMERS)
    row = FileImport.objects.get()
    assert asked == [row.pk]
    part = said(clerk.get(f"/imports/{row.pk}/state/", **PARTIAL))
    assert 'hx-trigger="every 1s"' in part
    import_task.look_at_import(
        company_id=row.company_id, import_id=row.pk, user_id=clerk.user.pk, channel="web",
        carry_out=False,
    )  # fmt: skip
    part = said(clerk.get(f"/imports/{row.pk}/state/", **PARTIAL))
    assert "hx-trigger" not in part
    assert "Importar" in part


def test_who_may_not_import_sees_what_was_imported_and_no_form():
    company = a_company()
    send(at_work(company, "clerk"), CUSTOMERS)
    auditor = at_work(company, "auditor")
    assert 'type="file"' not in said(auditor.get("/imports/"))
    assert send(auditor, CUSTOMERS).status_code == 403
    assert at_work(a_company()).get(f"/imports/{FileImport.objects.get().pk}/").status_code == 404


def test_files_may_be_let_go():
    clerk = at_work(a_company(), "clerk")
    send(clerk, CUSTOMERS)
    row = FileImport.objects.get()
    clerk.post(f"/imports/{row.pk}/discard/")
    assert "ya no están aquí" in said(clerk.get(f"/imports/{row.pk}/"))
    clerk.post(f"/imports/{row.pk}/carry-out/")
    assert not Customer.objects.filter(code="S1").exists()


def test_exports_in_each_format():
    company = a_company()
    a_customer(company, "=Ana")
    a_customer(a_company(), "Otra")
    clerk = at_work(company, "auditor")
    assert 'name="kinds"' in said(clerk.get("/exports/"))
    where = "/exports/?kinds=customers&locale=es&format="
    packed = clerk.get(f"{where}csv")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        (name,) = archive.namelist()
        text = archive.read(name).decode("utf-8-sig")
    assert "'=Ana" in text
    assert "Otra" not in text
    assert clerk.get(f"{where}xlsx").content.startswith(b"PK")
    assert clerk.get(f"{where}json").json()["customers"][0]["name"] == "=Ana"
    assert clerk.get(f"{where}exe").status_code == 422
