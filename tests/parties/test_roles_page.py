"""The page of roles and the program say the same, and the program asks as it says."""

from pathlib import Path

import pytest

from cadencia.parties import access
from cadencia.parties.access import Actor, CredentialsWanted, NotAllowed, Permission, Role

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"


def drawn() -> dict[tuple[Role, Permission], str]:
    table = PAGE.read_text(encoding="utf-8").split("```roles\n")[1].split("```")[0]
    head, *rows = [[cell.strip() for cell in each.split("|")] for each in table.splitlines()]
    return {
        (Role(role), Permission(row[0])): cell
        for row in rows
        for role, cell in zip(head[1:], row[1:], strict=True)
    }


DRAWN = drawn()


def test_the_page_draws_every_role_and_every_permission():
    assert set(DRAWN) == {(role, permission) for role in Role for permission in Permission}


def asked(role: Role, permission: Permission, *, again: bool) -> str:
    actor = Actor(company_id=1, permissions=access.GRANTS[role], gave_credentials=again)
    try:
        access.require(actor, permission)
    except NotAllowed as refused:
        assert refused.permission is permission  # noqa: PT017 - which one it is matters
        return ""
    except CredentialsWanted as refused:
        assert refused.permission is permission  # noqa: PT017 - which one it is matters
        return "again"
    return "yes"


@pytest.mark.parametrize(
    ("role", "permission"), DRAWN, ids=[f"{role}-{permission}" for role, permission in DRAWN]
)
def test_what_is_asked_is_what_the_page_says(role, permission):
    cell = DRAWN[role, permission]
    assert asked(role, permission, again=False) == cell
    assert asked(role, permission, again=True) == ("yes" if cell else "")


def test_each_role_and_permission_is_explained():
    text = PAGE.read_text(encoding="utf-8").split("```")[2]
    for each in (*Role, *Permission):
        assert f"\n| {each} |" in text


def test_who_runs_the_machine_may_do_all():
    actor = access.administrator_of_machine(1)
    for permission in Permission:
        access.require(actor, permission)
