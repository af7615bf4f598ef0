"""The program that the browser's tests talk to, itself."""

from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

from django.db import connection

from tests.browser.served import served

PATIENCE = 400  # looks, a twentieth of a second apart
SESSIONS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
"""


def sessions() -> set[int]:
    """Return the sessions of the tests' database, our own among them."""
    with connection.cursor() as cursor:
        cursor.execute(SESSIONS)
        return {pid for (pid,) in cursor.fetchall()}


def test_it_leaves_no_session_behind_though_a_browser_keeps_its_line(database):
    before = sessions()
    serving = served()
    with closing(HTTPConnection(urlsplit(serving.__enter__()).netloc)) as line:
        line.request("GET", "/sign-in/")
        answer = line.getresponse()
        answer.read()
        assert answer.status == 302  # nobody is here yet: it leads to the first day
        (its_own,) = sessions() - before
        serving.__exit__(None, None, None)
        for _ in range(PATIENCE):  # PostgreSQL ends it by itself, once it is told
            if its_own not in sessions():
                break
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.05)")
        assert its_own not in sessions()
