"""What happens to a contract, in words."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from cadencia.backoffice.forms import typed
from cadencia.backoffice.templatetags.office import percent, price, quantity
from cadencia.billing.timeline import Event, What
from cadencia.core.agreement import Every, InMonths, Unit

STATES = {
    "billed": (pgettext_lazy("installment", "Billed"), "good"),
    "linked": (gettext_lazy("Associated"), "good"),
    "skipped": (gettext_lazy("Skipped"), "dim"),
    "due": (pgettext_lazy("installment", "Due"), "bad"),
    "to_come": (pgettext_lazy("installment", "To come"), "neutral"),
}
KINDS = {
    "opening": gettext_lazy("Opening"),
    "closing": gettext_lazy("Closing"),
    "line_only": gettext_lazy("Lines of their own months"),
    "one_off": gettext_lazy("One-off"),
}
CONTRACT_STATES = {
    "draft": gettext_lazy("Draft"),
    "posted": gettext_lazy("Posted"),
    "finished": gettext_lazy("Finished"),
    "void": gettext_lazy("Void"),
}
ICONS: Mapping[What, str] = {
    What.STARTS: "play_arrow",
    What.ENDS: "stop",
    What.WITHDRAWN: "logout",
    What.STOPPED: "pause_circle",
    What.BILLED_UNTIL: "history",
    What.MODIFICATION: "edit_calendar",
    What.REVIEW: "trending_up",
    What.PRICE: "sell",
    What.LINE: "notes",
    What.PAUSE: "pause",
    What.SCHEDULE: "event_repeat",
    What.MOVED: "redo",
    What.RENEWS: "autorenew",
    What.RENEWED: "autorenew",
    What.PROLONGED: "autorenew",
    What.NOTICE: "campaign",
}

Facts = Mapping[str, Any]


def sentence(event: Event) -> str:
    """Return what happens on the day, in the current language."""
    return _SENTENCES[event.what](event.facts)


def _stopped(facts: Facts) -> str:
    if facts["state"] == "finished":
        return _("Finished")
    return _("Inactive since this day") if facts["state"] == "posted" else _("Reverted to a draft")


def _modification(facts: Facts) -> str:
    if facts["effect"] == "add":
        what = _("Adds %(what)s") % {"what": facts["description"] or facts["item"]}
    else:
        what = _("Changes %(what)s") % {"what": facts["line"] or facts["item"]}
    told = ", ".join(_changes(facts))
    return f"{what}: {told}" if told else what


def _changes(facts: Facts) -> list[str]:
    found = []
    if facts["unit_price"] is not None:
        found.append(_("price %(price)s") % {"price": price(facts["unit_price"])})
    if facts["quantity"] is not None:
        found.append(_("quantity %(quantity)s") % {"quantity": quantity(facts["quantity"])})
    if facts["discounts"] is not None:
        told = " + ".join(percent(each) for each in facts["discounts"]) or percent(Decimal(0))
        found.append(_("discount %(discount)s") % {"discount": told})
    if facts["effect"] != "add" and facts["item"]:
        found.append(_("item %(item)s") % {"item": facts["item"]})
    if facts["times"] == "first":
        found.append(_("once"))
    return found


def _review(facts: Facts) -> str:
    if facts["percent"] is not None:
        return _("Price review: %(percent)s") % {"percent": percent(facts["percent"])}
    return _("Price review by %(index)s") % {"index": facts["index"]}


def _pause(facts: Facts) -> str:
    if facts["mode"] == "shift":
        return _("Pause: the installments move on")
    return _("Pause: the installments are skipped")


def _notice(facts: Facts) -> str:
    if facts["given_on"] is not None:
        given = typed.show_day(facts["given_on"])
        return _("Last day for notice; it was given on %(day)s") % {"day": given}
    return _("Last day for notice: then it renews itself")


def _schedule(facts: Facts) -> str:
    return _("Another schedule: %(schedule)s") % {"schedule": schedule(facts["schedule"])}


def schedule(of: Every | InMonths) -> str:
    """Return how often a contract bills."""
    if isinstance(of, InMonths):
        months = ", ".join(str(each) for each in of.months)
        return _("day %(day)s of the months %(months)s") % {"day": of.day, "months": months}
    sentences: Mapping[Unit, str] = {
        Unit.DAY: ngettext("every day", "every %(n)s days", of.interval),
        Unit.WEEK: ngettext("every week", "every %(n)s weeks", of.interval),
        Unit.MONTH: ngettext("every month", "every %(n)s months", of.interval),
        Unit.QUARTER: ngettext("every quarter", "every %(n)s quarters", of.interval),
        Unit.SEMESTER: ngettext("every half-year", "every %(n)s half-years", of.interval),
        Unit.YEAR: ngettext("every year", "every %(n)s years", of.interval),
    }
    return sentences[of.unit] % {"n": of.interval}


_SENTENCES: Mapping[What, Callable[[Facts], str]] = {
    What.STARTS: lambda _facts: _("Start"),
    What.ENDS: lambda _facts: pgettext("of a contract", "End"),
    What.WITHDRAWN: lambda _facts: _("Withdrawal"),
    What.STOPPED: _stopped,
    What.BILLED_UNTIL: lambda _facts: _("Billed until here by another program"),
    What.MODIFICATION: _modification,
    What.REVIEW: _review,
    What.PRICE: lambda facts: _("Another price of %(item)s") % facts,
    What.LINE: lambda facts: _("Line in force: %(line)s") % facts,
    What.PAUSE: _pause,
    What.SCHEDULE: _schedule,
    What.MOVED: lambda facts: (
        _("The installment of this day moves to %(day)s") % {"day": typed.show_day(facts["to"])}
    ),
    What.RENEWS: lambda facts: _("Renews %(contract)s") % facts,
    What.RENEWED: lambda facts: _("Goes on with %(contract)s") % facts,
    What.PROLONGED: lambda facts: (
        _("Renewed itself until %(day)s") % {"day": typed.show_day(facts["ends_on"])}
    ),
    What.NOTICE: _notice,
}
