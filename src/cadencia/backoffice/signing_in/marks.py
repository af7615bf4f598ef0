"""What views of signing in are marked with, and what a user prefers."""

from collections.abc import Callable
from typing import Any, TypeVar

from cadencia.parties.models import User
from cadencia.parties.sign_in_models import Preferences

View = TypeVar("View", bound=Callable[..., Any])


def outside_wall(view: View) -> View:
    """Mark a view that concerns no company: it is run as before, without one."""
    view.outside_wall = True  # type: ignore[attr-defined]
    return view


def preferences_of(user: User) -> Preferences:
    """Return what the user prefers; who has said nothing, what is usual."""
    try:
        return user.preferences
    except Preferences.DoesNotExist:
        return Preferences(user=user)
