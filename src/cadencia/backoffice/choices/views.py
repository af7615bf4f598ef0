"""What a field offers while one types, as JSON."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from cadencia.backoffice.choices.sources import KINDS, Asked
from cadencia.parties.access import Permission, require

LONGEST = 200


@require_GET
def choices(request: HttpRequest, kind: str) -> JsonResponse:
    """Return at most twenty choices: `value` is kept, `text` and `detail` are shown."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, Permission.READ)
    if kind not in KINDS:
        raise Http404
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    scope = {
        name: str(value).replace("\0", "") for name, value in request.GET.items() if name != "q"
    }
    found = KINDS[kind](Asked(company_id=actor.company_id, text=text, scope=scope))
    return JsonResponse({"results": [each.as_json() for each in found]})
