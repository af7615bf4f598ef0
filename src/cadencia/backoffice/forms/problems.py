"""What a service refused, shown at the fields it names, all at once."""

from collections.abc import Mapping

from django import forms

from cadencia.parties.problems import ValuesRefused


def show(form: forms.BaseForm, refused: ValuesRefused, names: Mapping[str, str] = {}) -> None:
    """Put each problem at its field; what no field is named after stands above the form.

    `names` says which field a path is shown at, where they differ.
    """
    for problem in refused.problems:
        field = names.get(problem.path, problem.path)
        form.add_error(field if field in form.fields else None, problem.message)
