"""What is worked out beside gives what it gives, and raises where it is asked."""

import threading
from unittest.mock import patch

import pytest

from cadencia.billing.meanwhile import ahead, among, meanwhile


def where():
    return threading.current_thread() is threading.main_thread()


@pytest.mark.parametrize("begin", [meanwhile, ahead])
@pytest.mark.parametrize(
    ("processors", "workers", "at_once"),
    [(2, 1, False), (2, 2, True), (4, 2, False), (4, 3, True), (1, 1, True), (None, 1, True)],
)
def test_a_thread_beside_where_processors_are_left(begin, processors, workers, at_once):
    with patch("os.cpu_count", return_value=processors), among(workers):
        assert begin(where).result() is at_once
    assert begin(where).result() is False


@pytest.mark.parametrize("workers", [1, 1000])
def test_an_error_waits_for_who_asks(workers):
    def fail():
        raise ValueError("wrong")

    with patch("os.cpu_count", return_value=2), among(workers):
        begun = meanwhile(fail)
        with pytest.raises(ValueError, match="wrong"):
            begun.result()
