"""Which stories are told in transactions of their own, as people live them."""

import pytest

COMMITTED = frozenset({"sale_in_twelve_installments.rst"})
"""Those that look at the history: of what one transaction makes and changes only the making is
noted, so that a story told in a single one has no history."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let these stories commit what they do."""
    for item in items:
        if item.path.name in COMMITTED:
            item.add_marker(pytest.mark.django_db(transaction=True), append=False)
