"""What every answer tells the browser: whose scripts it may run, and when cookies need https."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# `unsafe-eval`: Alpine works out the expressions of its attributes. `unsafe-inline` for styles
# alone: colors are told in the page, and scripts set sizes.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


class SafeHeaders:
    """The outermost: it sees cookies after everybody else has set theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        answer = self.get_response(request)
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        if not request.is_secure() and on_this_machine(request):
            for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
                if name in answer.cookies:
                    answer.cookies[name]["secure"] = ""
        return answer


def on_this_machine(request: HttpRequest) -> bool:
    """Say whether the browser is on this machine, and asked it by a name of its own.

    Behind a proxy the name is another one, or the proxy says for whom it asks.
    """
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    host = request.META.get("HTTP_HOST", "").rpartition(":")[0] or request.META.get("HTTP_HOST", "")
    if host not in _THIS_MACHINE:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
