"""Nothing of the history of a contract is told by the name of a column."""

import pytest
from django.apps import apps

from cadencia.contracts import history_words as words
from cadencia.parties.walls import table_of

TABLES = [each for each in apps.get_models() if table_of(each) in words._TABLES]
UNTOLD = {"id", "company_id", "version"}


@pytest.mark.parametrize("model", TABLES, ids=lambda each: each.__name__)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_column_has_a_name(model, language):
    table = table_of(model)
    nameless = [
        each.column
        for each in model._meta.concrete_fields
        if each.column not in UNTOLD
        and words._column(table, each.column) is None
        and each.column not in words._NAMES
    ]
    assert nameless == []
    assert words.row_called(table, language) != table


def test_all_that_is_watched_of_contracts_is_known():
    owned = {"contractline", "scheduledmodification", "pricereview", "pause", "installmentmove"}
    owned |= {"followup", "prolongation", "schedulechange", "pasttemplate", "contract"}
    assert {f"contracts_{each}" for each in owned} == set(words._TABLES)
