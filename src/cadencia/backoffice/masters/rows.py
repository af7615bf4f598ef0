"""Rows below a form (addresses, contacts, lines): as many as there are, one more is always there.

Fields are named `addresses-0-label`; a row that is empty is nobody's, one marked `gone` is removed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from cadencia.parties.problems import Problem

MOST = 500
_AWAITED = "__n__"


class RowForm(forms.Form):
    """A row. `id` is the number of what is there already."""

    use_required_attribute = False

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    gone = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def visible(self) -> Iterator[forms.BoundField]:
        """Yield the fields that are typed."""
        yield from self.visible_fields()

    @property
    def is_filled(self) -> bool:
        """Say whether anything was typed."""
        return any(
            self.data.get(self.add_prefix(name)) not in (None, "")
            for name in self.fields
            if name not in ("id", "gone")
            and not isinstance(self.fields[name].widget, forms.Select | forms.CheckboxInput)
        ) or bool(self.data.get(self.add_prefix("id")))


class Rows:
    """The rows of one part of a form."""

    def __init__(
        self,
        form: type[RowForm],
        prefix: str,
        *,
        data: Any = None,
        initial: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.form, self.prefix = form, prefix
        if data is None:
            self.forms = [self._new(n, initial=dict(each)) for n, each in enumerate(initial)]
        else:
            self.forms = [self._new(n, data=data) for n in _numbers(data, prefix)]

    def _new(self, number: int | str, **given: Any) -> RowForm:
        return self.form(prefix=f"{self.prefix}-{number}", **given)

    @property
    def kept(self) -> list[RowForm]:
        """Return the rows that were typed and are to be saved."""
        return [
            each
            for each in self.forms
            if each.is_filled and not each.data.get(each.add_prefix("gone"))
        ]

    @property
    def shown(self) -> list[RowForm]:
        """Return the rows that the page shows: those that there are, and an empty one."""
        there = self.kept if self.forms and self.forms[0].is_bound else self.forms
        numbers = [int(str(each.prefix).rsplit("-", 1)[1]) for each in self.forms]
        return [*there, self._new(max(numbers, default=-1) + 1)]

    @property
    def blank(self) -> RowForm:
        """Return the row that scripts make others of."""
        return self._new(_AWAITED)

    def is_valid(self) -> bool:
        """Say whether every row that is kept can be read."""
        judged = [each.is_valid() for each in self.kept]  # all of them, also after a bad one
        return all(judged)

    def values(self) -> list[dict[str, Any]]:
        """Return what the rows say, field by field; what can't be read isn't there."""
        found = []
        for each in self.kept:
            each.is_valid()
            found.append({n: v for n, v in each.cleaned_data.items() if n != "gone"})
        return found

    def take(self, problem: Problem) -> bool:
        """Show a problem at the row it names; say whether there is such a row."""
        path = problem.path.split(".")
        if path[0] != self.prefix or len(path) < 2 or not path[1].isdigit():  # noqa: PLR2004
            return False
        kept = self.kept
        if int(path[1]) >= len(kept):
            return False
        row = kept[int(path[1])]
        name = next((each for each in path[2:] if each in row.fields), None)
        if name is None or name not in row.errors:
            row.add_error(name, problem.message)
        return True


def _numbers(data: Any, prefix: str) -> list[int]:
    found = {
        int(match[1])
        for name in data
        if (match := re.fullmatch(rf"{re.escape(prefix)}-([0-9]{{1,6}})-\w+", name))
    }
    return sorted(found)[:MOST]
