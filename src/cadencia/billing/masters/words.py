"""What masters are used by, counted in words."""

from collections.abc import Callable, Mapping

from django.db import models
from django.utils.translation import ngettext

_NOUNS: Mapping[str, Callable[[int], str]] = {
    "parties.customer": lambda n: ngettext("%(n)s customer", "%(n)s customers", n),
    "parties.company": lambda n: ngettext("the company's settings", "the company's settings", n),
    "catalog.item": lambda n: ngettext("%(n)s item", "%(n)s items", n),
    "catalog.pricelistentry": lambda n: ngettext("%(n)s price", "%(n)s prices", n),
    "catalog.specialprice": lambda n: ngettext("%(n)s special price", "%(n)s special prices", n),
    "contracts.contract": lambda n: ngettext("%(n)s contract", "%(n)s contracts", n),
    "contracts.contractline": lambda n: ngettext(
        "%(n)s line of contracts", "%(n)s lines of contracts", n
    ),
    "contracts.scheduledmodification": lambda n: ngettext(
        "%(n)s scheduled modification", "%(n)s scheduled modifications", n
    ),
    "contracts.pricereview": lambda n: ngettext("%(n)s price review", "%(n)s price reviews", n),
    "contracts.template": lambda n: ngettext("%(n)s template", "%(n)s templates", n),
    "contracts.templateline": lambda n: ngettext(
        "%(n)s line of templates", "%(n)s lines of templates", n
    ),
    "documents.document": lambda n: ngettext("%(n)s document", "%(n)s documents", n),
    "documents.documentline": lambda n: ngettext(
        "%(n)s line of documents", "%(n)s lines of documents", n
    ),
}


def noun(model: type[models.Model], count: int) -> str:
    """Return how many of a model there are, in words: 12 contracts."""
    words = _NOUNS.get(model._meta.label_lower)  # noqa: SLF001 - documented
    if words is None:
        words = _other
    return words(count) % {"n": count}


def _other(count: int) -> str:
    return ngettext("%(n)s other record", "%(n)s other records", count)
