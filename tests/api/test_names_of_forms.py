"""What the OpenAPI document is made of, and where a generated client finds it.

Forms of one name would be one form in the document, and one of them told wrongly.
"""

import importlib
import pkgutil
from collections import Counter

from pydantic import BaseModel

import cadencia.api
from cadencia.api.urls import made
from tools.generate_client import described_at


def test_no_two_forms_have_one_name():
    for each in pkgutil.iter_modules(cadencia.api.__path__, "cadencia.api."):
        if not each.ispkg:
            importlib.import_module(each.name)
    ours = [each for each in _below(BaseModel) if each.__module__.startswith("cadencia.api.")]
    names = Counter(each.__name__ for each in set(ours) if "[" not in each.__name__)
    assert [name for name, count in names.items() if count > 1] == []


def test_the_hour_of_the_scheduler_is_in_the_document():
    schemas = made.get_openapi_schema()["components"]["schemas"]
    assert list(schemas["SchedulerForm"]["properties"]) == ["automatic", "hour", "workers"]


def test_a_client_is_generated_from_the_address_of_the_server_or_of_the_document():
    described = "http://127.0.0.1:8000/api/v1/openapi.json"
    assert described_at("http://127.0.0.1:8000") == described
    assert described_at("http://127.0.0.1:8000/") == described
    assert described_at(described) == described


def _below(kind: type) -> list[type]:
    return [each for below in kind.__subclasses__() for each in (below, *_below(below))]
