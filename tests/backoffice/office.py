"""Somebody at work in the back office, for tests that need no browser.

clerk = at_work(company, "clerk")
clerk.get("/contracts/")
"""

from itertools import count

from django.test import Client

from cadencia.backoffice.signing_in.coming_in import BACKEND
from cadencia.parties.access import Role
from cadencia.parties.models import Company, User
from cadencia.parties.people import Membership

PASSWORD = "sobre la mesa azul"
_NUMBER = count(1).__next__


def a_user(company: Company, role: str = "administrator", **fields: object) -> User:
    """Return a user who works in the company; they have no password unless one is given."""
    user = User(username=fields.pop("username", f"persona{_NUMBER()}"), **fields)
    password = fields.get("password")
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    Membership.objects.create(company=company, user=user, role=Role(role).value)
    return user


def at_work(company: Company, role: str = "administrator", user: User | None = None) -> Client:
    """Return a client of somebody who has signed in; `client.user` is who."""
    client = Client(HTTP_HOST="localhost")
    client.user = user or a_user(company, role)
    client.force_login(client.user, backend=BACKEND)
    return client
