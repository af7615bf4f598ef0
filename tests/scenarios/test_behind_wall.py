"""The stories again, each act behind the second wall, as those of the screens are (R14, US-6).

Whatever a service reads or writes that the role behind the wall may not, or by `COPY`, which it is
refused, fails here with the story that asks for it.
"""

import doctest
import importlib
import inspect
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from cadencia.parties import behind_wall
from cadencia.parties.access import Actor
from tests.parties.test_services_walk import services

HERE = Path(__file__).parent
STORIES = (  # those in which most is done
    "credited_and_invoiced_later",
    "gym_member_joins_and_leaves",
    "gym_raises_its_fee",
    "prices_follow_the_ipc",
    "run_undone_stopped_approved",
    "sale_in_twelve_installments",
    "two_companies_apart",
)
LAYOUT = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def behind(service: Callable[..., Any], reached: set[str], place: str) -> Callable[..., Any]:
    """Return the service as a screen calls it: behind the wall of who is at work."""

    @wraps(service)
    def asked(*args: Any, **values: Any) -> Any:
        by = values.get("by")
        if not isinstance(by, Actor) or behind_wall.is_behind():
            return service(*args, **values)
        reached.add(place)
        with behind_wall.of(by.company_id):
            return service(*args, **{**values, "by": replace(by, channel="web")})

    return asked


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Put every service behind the wall; return the places of those that are asked."""
    found: set[str] = set()
    for place, service in services():
        if place.startswith("api.") or inspect.isgeneratorfunction(service):
            continue
        module = importlib.import_module(service.__module__)
        monkeypatch.setattr(module, service.__name__, behind(service, found, place))
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("story", STORIES)
def test_the_story_is_the_same(story: str, reached: set[str]) -> None:
    path = str(HERE / f"{story}.rst")
    told = doctest.testfile(path, module_relative=False, optionflags=LAYOUT, verbose=False)
    assert (told.failed, "billing.acts.post" in reached) == (0, True)
