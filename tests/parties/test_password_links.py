"""A link by which a user sets another password: once, for a day, of one company (US-6)."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from cadencia.parties import password_links, sign_in
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role
from cadencia.parties.models import PasswordLink, User
from cadencia.parties.password_links import LinkEnded
from cadencia.parties.people import Membership
from cadencia.parties.people_services import NoSuchUser, WorksElsewhere
from cadencia.parties.problems import ValuesRefused
from cadencia.parties.tasks import forget_ended_now
from tests.backoffice.office import PASSWORD, a_user
from tests.factories import A_MOMENT, a_company

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "verde como la menta"


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def company():
    return a_company()


@pytest.fixture
def boss(company):
    user = a_user(company, username="jefa")
    return Actor(
        company_id=company.pk, user_id=user.pk, name="jefa",
        permissions=GRANTS[Role.ADMINISTRATOR],
    )  # fmt: skip


@pytest.fixture
def luis(company):
    return a_user(company, "clerk", username="luis", password=PASSWORD)


def used(secret, new=NEW, at=A_MOMENT):
    return password_links.set_password(secret, new, address="10.0.0.1", at=at)


def test_it_sets_another_password_once(boss, luis):
    secret = password_links.give("luis", by=boss, at=A_MOMENT)
    assert password_links.user_of(secret, at=A_MOMENT) == luis
    assert used(secret) == luis
    assert sign_in.recognised("luis", NEW, address=None, at=A_MOMENT) == luis
    link = PasswordLink.objects.get()
    assert (link.given_by, link.is_used, link.used_from) == ("jefa", True, "10.0.0.1")
    assert Membership.objects.get(user=luis).password_set_at == A_MOMENT
    assert secret not in link.digest
    with pytest.raises(LinkEnded):
        used(secret)


def test_a_day_and_no_longer(boss, luis):
    secret = password_links.give("luis", by=boss, at=A_MOMENT)
    last = A_MOMENT + timedelta(hours=24)
    assert password_links.user_of(secret, at=last - timedelta(seconds=1)) == luis
    with pytest.raises(LinkEnded):
        password_links.user_of(secret, at=last)
    with pytest.raises(LinkEnded):
        used(secret, at=last)


def test_the_newer_one_alone_opens(boss, luis):
    first = password_links.give("luis", by=boss, at=A_MOMENT)
    second = password_links.give("luis", by=boss, at=A_MOMENT)
    with pytest.raises(LinkEnded):
        used(first)
    used(second)


def test_a_password_that_is_guessed_leaves_the_link_as_it_was(boss, luis):
    secret = password_links.give("luis", by=boss, at=A_MOMENT)
    with pytest.raises(ValuesRefused):
        used(secret, "12345678")
    used(secret)


def test_somebody_shut_out_gets_in_by_none(boss, luis):
    secret = password_links.give("luis", by=boss, at=A_MOMENT)
    User.objects.filter(pk=luis.pk).update(is_active=False)
    with pytest.raises(LinkEnded):
        used(secret)
    for wrong in ("", "x", secret[:-1]):
        with pytest.raises(LinkEnded):
            used(wrong)


def test_who_may_give_one(company, boss, luis):
    clerk = Actor(company_id=company.pk, permissions=GRANTS[Role.CLERK])
    with pytest.raises(NotAllowed):
        password_links.give("luis", by=clerk, at=A_MOMENT)
    with pytest.raises(NotAllowed):
        password_links.given_to("luis", by=clerk)
    a_user(a_company(), username="otra")
    with pytest.raises(NoSuchUser):
        password_links.give("otra", by=boss, at=A_MOMENT)
    Membership.objects.create(company=a_company(), user=luis, role="clerk")
    with pytest.raises(WorksElsewhere):
        password_links.give("luis", by=boss, at=A_MOMENT)
    assert password_links.given_to("luis", by=boss) is None


def test_what_has_ended_is_forgotten(boss, luis):
    Session.objects.create(session_key="a", session_data="", expire_date=A_MOMENT)
    later = A_MOMENT + timedelta(hours=1)
    Session.objects.create(session_key="b", session_data="", expire_date=later)
    password_links.give("luis", by=boss, at=A_MOMENT - timedelta(days=400))
    password_links.give("luis", by=boss, at=A_MOMENT)
    assert forget_ended_now(at=A_MOMENT + timedelta(minutes=1)) == 1
    assert Session.objects.get().session_key == "b"
    assert PasswordLink.objects.get().given_at == A_MOMENT
