"""`{% load contract_rows %}`: the rows of the list of contracts, fifty at once.

In a template each row asks anew for every word, address and condition: fifty of them were a third
of what the page computes. Here what they share is worked out once.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadencia.backoffice.templatetags.contracts import (
    DOCUMENTS,
    STANDINGS,
    standing_class,
    standing_tone,
)
from cadencia.backoffice.templatetags.office import badge, day, money
from cadencia.billing.contract_filters import Standing
from cadencia.billing.contract_listing import Listed

register = template.Library()

_NOTHING = SafeString("")
_ICON = '<span class="material-symbols-outlined{}" {}>{}</span>'
_ROW = (
    '<tr class="{}" data-row tabindex="-1" data-open="{}">{}'
    '<td class="cl-code"><a class="o-main-link" href="{}">{}</a>{}</td>'
    '<td class="cl-customer">{}<small>{}</small></td>'
    '<td class="o-hide-narrow">{}{}</td>'
    '<td class="o-hide-narrow">{}</td>'
    '{}<td class="num cl-amount">{}</td>'
    '<td class="cl-state">{}{}</td>'
    '{}<td class="fit cl-menu"><a class="o-icon-button" data-act data-menu href="{}"'
    ' aria-label="{}">{}</a></td></tr>\n'
)


@register.simple_tag
def contract_rows(contracts: Sequence[Listed], here: str, *, can_tick: bool) -> SafeString:
    """Show contracts as rows; `here` is the address that their acts come back to.

    `can_tick` puts a box before each, for what is done with several.
    """
    rows = _Rows(here, can_tick=can_tick)
    return format_html_join("", "{}", ((rows.of(each),) for each in contracts))


def _small(text: Any) -> SafeString:
    return format_html("<small>{}</small>", text) if text else _NOTHING


class _Rows:
    """What the rows of a page share: their words, addresses and marks."""

    def __init__(self, here: str, *, can_tick: bool) -> None:
        self.can_tick = can_tick
        self.own = reverse("office:contract", args=[0])
        self.acts = f"{reverse('office:contract-acts', args=[0])}?next={quote(here)}"
        self.parked = reverse("office:parked")
        self.choose, self.acts_of = _("Choose %(code)s"), _("What can be done with %(code)s")
        self.more = format_html(_ICON, "", SafeString('aria-hidden="true"'), "more_vert")
        self.standings = {
            each: badge(word, standing_tone(each)) for each, word in STANDINGS.items()
        }
        self.to_confirm, self.paused = badge(_("To confirm"), "warning"), badge(_("Paused"), "info")
        ticked = format_html(
            _ICON, "", format_html('role="img" aria-label="{}"', _("yes")), "check"
        )
        marks = format_html('<span class="sr-only">{}</span>', _("no")), ticked
        self.checks = [format_html('<td class="cl-check">{}</td>', each) for each in marks]

    def of(self, each: Listed) -> SafeString:
        """Return the row of a contract."""
        own = self.own.replace("/0/", f"/{each.id}/")
        return format_html(
            _ROW,
            standing_class(each.standing),
            own,
            self._box(each),
            own,
            each.code,
            _small(each.reference),
            each.customer,
            each.customer_code,
            each.kind,
            _small(each.project),
            DOCUMENTS.get(each.document_type, each.document_type),
            self._next(each),
            self._amount(each),
            self.standings[each.standing],
            self._besides(each),
            self._checks(each),
            self.acts.replace("/0/", f"/{each.id}/", 1),
            self.acts_of % {"code": each.code},
            self.more,
        )

    def _box(self, each: Listed) -> SafeString:
        if not self.can_tick:
            return _NOTHING
        box = (
            '<td class="fit cl-tick"><input type="checkbox" class="o-box" name="chosen"'
            ' value="{}" aria-label="{}"></td>'
        )
        return format_html(box, each.code, self.choose % {"code": each.code})

    def _next(self, each: Listed) -> SafeString:
        coming, due = each.next.installment, each.next.due
        if coming is None:
            return SafeString('<td class="fit cl-next"></td>')
        if not each.is_due:
            return format_html('<td class="fit cl-next">{}</td>', day(coming.theoretical_on))
        icon = format_html(_ICON, " cl-due", SafeString('aria-hidden="true"'), "error")
        words = ngettext("%(n)s due", "%(n)s due", due) % {"n": due}
        return format_html(
            '<td class="fit cl-next is-due">{}{}<small class="is-due">{}</small></td>',
            icon,
            day(coming.theoretical_on),
            words,
        )

    def _amount(self, each: Listed) -> str:
        if each.next.total is not None:
            return money(each.next.total, each.currency)
        if each.next.refusal is None:
            return ""
        return format_html('<span class="is-due" title="{}">–</span>', each.next.refusal.message)

    def _besides(self, each: Listed) -> SafeString:
        """What is said besides the state: an error, to confirm, paused, until when."""
        error, until = _NOTHING, _NOTHING
        if each.refusal:
            error = format_html(
                ' <a class="o-badge" data-tone="bad" href="{}" title="{}">{}</a>',
                self.parked,
                each.refusal,
                _("Error"),
            )
        if each.ends_on:
            words = _("until %(day)s") % {"day": day(each.ends_on)}
            until = _small(f"{words} · {_('renews itself')}" if each.renews else words)
        return format_html(
            "{}{}{}{}",
            error,
            self.to_confirm if each.is_unconfirmed else _NOTHING,
            self.paused if each.is_paused else _NOTHING,
            until,
        )

    def _checks(self, each: Listed) -> SafeString:
        """Whether it is posted, void, active, finished: a column each (LC-4)."""
        void, finished = each.standing is Standing.VOID, each.standing is Standing.FINISHED
        ticks = (each.is_posted, void, each.is_active, finished)
        return format_html("{}{}{}{}", *(self.checks[it] for it in ticks))
