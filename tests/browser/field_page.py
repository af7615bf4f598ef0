"""A page with one field of each kind, for the tests of fields: it shows what it was given."""

from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from cadencia.backoffice.forms import fields
from cadencia.backoffice.urls import app_urls
from cadencia.backoffice.views import OfficeView
from cadencia.parties.access import Permission, require

_PAGE = """{% extends "backoffice/page.html" %}{% load office %}
{% block body %}
<form method="post" {% if keeps %}data-keeps{% endif %}>{% csrf_token %}
  <div class="o-form">{% for each in form %}{% field each %}{% endfor %}</div>
  <button class="o-button">Guardar</button></form>
<form method="post" data-confirm="Se anulan 2 contratos." data-confirm-title="Anular"
  {% if not actor.gave_credentials %}data-credentials{% endif %}>{% csrf_token %}
  <input type="hidden" name="void" value="1"><button class="o-button">Anular 2</button></form>
<button class="o-button" hx-post="/fields/" hx-vals='{"void": "2"}'
  hx-target="#part">Por partes</button>
<div id="part"></div>
<pre id="given">{{ given }}</pre>
{% endblock %}"""


class FieldForm(forms.Form):
    price = fields.DecimalField(label="Precio", required=False)
    on = fields.DateField(label="Fecha", required=False)
    months = fields.MonthsField(label="Meses")
    customer = fields.ChoiceField("customers", label="Cliente", required=False)


class Fields(OfficeView):
    """Shows the form; a POST answers with the page and what it was given."""

    title = "Campos"

    def get(self, request):
        initial = {"price": Decimal("1234.50")}
        return self._shown(FieldForm(initial=initial))

    def post(self, request):
        if "void" in request.POST:
            require(self.actor, Permission.VOID)
            return HttpResponse(
                f"<link rel=icon href=data:,><p id=done>hecho {request.POST['void']}</p>"
            )
        form = FieldForm(request.POST)
        form.is_valid()
        return self._shown(form, given=form.cleaned_data)

    def _shown(self, form, given=""):
        page = self.page(form=form, given=given, keeps="keeps" in self.request.GET)
        template = engines["django"].from_string(_PAGE)
        return HttpResponse(template.render(page.context_data, self.request))


urlpatterns = [
    path("fields/", Fields.as_view()),
    path("", include((app_urls, "office"))),
]
