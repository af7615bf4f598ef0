"""Contract files for tests: a small good one, and ways to change it."""

import copy
import json

A_FILE = {
    "customer": {"code": "C1", "name": "Ana"},
    "contract": {
        "code": "CT-1",
        "schedule": {"every": 1, "unit": "month", "first": "2026-01-31"},
        "lines": [
            {
                "key": "a",
                "description": "CUOTA GIMNASIO <MENSUAL>",
                "unit_price": "45.00",
                "taxes": ["IVA21"],
            }
        ],
    },
    "catalog": {
        "items": [
            {"code": "CUOTA", "price": "40.00", "recurrent": True, "taxes": ["IVA21"]},
            {"code": "VISITA", "price": "60.00", "recurrent": False},
            {"code": "BICI", "price": "900.00", "recurrent": True, "stocked": True},
            {"code": "SIN PRECIO", "recurrent": True},
        ],
        "formulas": [{"name": "km", "expression": "amount * 0.26 + base", "parameters": ["base"]}],
        "indexes": [{"name": "IPC", "values": {"2026-01": "120.1"}}],
    },
}


def a_file(**changes):
    """Return the small file with some values replaced, each by its path with `__` for points.

    `contract__lines__0__unit_price="1"` sets, `…=DROP` removes.
    """
    found = copy.deepcopy(A_FILE)
    for path, value in changes.items():
        *parents, last = path.split("__")
        inside = found
        for each in parents:
            inside = inside[int(each)] if each.isdigit() else inside.setdefault(each, {})
        if isinstance(inside, list):
            position = int(last)
            inside[position : position + 1] = [value]
        elif value is DROP:
            del inside[last]
        else:
            inside[last] = value
    return found


DROP = object()


def data(form):
    """Return a form as the bytes of a file."""
    return json.dumps(form).encode()
