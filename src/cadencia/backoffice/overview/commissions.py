"""The statement of commissions: who earned what in a period, and by which documents (AG-4)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice import sheet_files
from cadencia.backoffice.forms import problems
from cadencia.backoffice.overview.commission_form import CommissionForm
from cadencia.backoffice.views import OfficeView
from cadencia.billing import commission_statement
from cadencia.billing.commission_statement import MOST_LINES, Earning, Statement
from cadencia.interchange.tables import writing
from cadencia.interchange.tables.safe_text import defuse
from cadencia.parties.problems import ValuesRefused

MOST_SHOWN = 500  # lines on the page; a file has all


class _Commissions(OfficeView):
    """What the page and its file share."""

    @cached_property
    def form(self) -> CommissionForm:
        """What is asked, read from the address."""
        return CommissionForm(self.request.GET, today=self.today)

    def found(self, most: int) -> Statement | None:
        """Return the statement; None if what is asked is to be mended, as the form then says."""
        if not self.form.is_valid():
            return None
        said = self.form.cleaned_data
        try:
            days, agent = (said["since"], said["until"]), said["sales_rep"]
            return commission_statement.statement(*days, by=self.actor, agent=agent, most=most)
        except ValuesRefused as refused:
            problems.show(self.form, refused)
            return None


class CommissionScreen(_Commissions):
    """The page: totals, and the lines they come from."""

    template_name = "backoffice/overview/commissions.html"
    title = _("Commissions")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the statement."""
        found = self.found(MOST_SHOWN)
        if found is None:
            return self.refused(form=self.form)
        told: dict[str, Any] = {
            "form": self.form,
            "found": found,
            "fits_a_file": len(found.lines) + found.left_out <= MOST_LINES,
            "query": request.GET.urlencode(),
        }
        return self.page(**told)


class CommissionFile(_Commissions):
    """The lines as a file for a spreadsheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Send all lines of the statement."""
        suffix = request.GET.get("format", "xlsx")
        found = self.found(MOST_LINES)
        if found is None or found.left_out or suffix not in sheet_files.FORMATS:
            raise self.nothing_here()
        name = f"{gettext('commissions')}-{found.since}-{found.until}"
        return sheet_files.answered(sheet(found), name, suffix)


def sheet(found: Statement) -> writing.Table:
    """Return the lines as a sheet; text that looks like a formula is made harmless."""
    headings = (
        *(gettext("Sales representative"), gettext("Name"), gettext("Document")),
        *(gettext("Issue date"), gettext("Customer"), gettext("Contract")),
        *(gettext("Description"), gettext("Currency"), gettext("Net")),
        *(gettext("Commission on"), gettext("Commission (%)"), gettext("Commission")),
    )
    return writing.Table(
        name=gettext("Commissions"), headings=headings, rows=[_row(each) for each in found.lines]
    )


def _row(each: Earning) -> tuple[Any, ...]:
    return (
        *(defuse(each.agent), defuse(each.name), defuse(each.number)),
        *(each.issued_on, defuse(each.customer_name), defuse(each.contract)),
        *(defuse(each.description), each.currency, each.net),
        *(each.counted, each.rate, each.amount),
    )
