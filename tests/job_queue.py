"""The queue of jobs, which Django doesn't empty between tests: its tables aren't Django's."""

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture
def empty_queue(transactional_db: None) -> Iterator[None]:
    """Let the test find no job and leave none."""
    _empty()
    yield
    _empty()


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
