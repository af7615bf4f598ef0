"""The manual as pages of the program; a script takes the article alone and shows it at the side."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.help import manual
from cadencia.backoffice.views import Crumb, OfficeView


class Help(OfficeView):
    """All pages, and what is searched for in them."""

    template_name = "backoffice/help/index.html"
    title = _("Manual")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the pages, or what was found."""
        text = request.GET.get("q", "").strip()
        return self.page(
            pages=manual.pages().values(),
            text=text,
            found=manual.search(text),
            template=_template("index", is_partial=self.is_partial),
            is_foreign=_is_foreign(),
        )


class HelpPage(OfficeView):
    """A page of the manual."""

    name = ""

    @cached_property
    def shown(self) -> manual.Page:
        """The page that is asked for."""
        found = manual.pages().get(self.kwargs["name"])
        if found is None:
            raise self.nothing_here()
        return found

    def crumbs(self) -> list[Crumb]:
        """Return the way to the page."""
        return [Crumb(_("Manual"), "/help/")]

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        """Show the page."""
        return self.page(
            title=self.shown.title,
            shown=self.shown,
            pages=manual.pages().values(),
            template=_template("page", is_partial=self.is_partial),
            is_foreign=_is_foreign(),
        )


class HelpPicture(OfficeView):
    """A picture of the manual."""

    def get(self, request: HttpRequest, name: str) -> FileResponse:
        """Send the picture."""
        path = manual.picture(name)
        if path is None:
            raise self.nothing_here()
        return FileResponse(path.open("rb"), content_type="image/png")


def _template(name: str, *, is_partial: bool) -> str:
    return f"backoffice/help/{name}_part.html" if is_partial else f"backoffice/help/{name}.html"


def _is_foreign() -> bool:
    return not (get_language() or "es").startswith("es")
