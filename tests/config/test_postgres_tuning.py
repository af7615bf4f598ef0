"""What the embedded server is given on machines of different sizes."""

from pathlib import Path

import pytest

from cadencia.config import postgres_tuning
from cadencia.config.postgres_tuning import Machine

GB = 1024**3


def machine(*, memory=24 * GB, free_disk=200 * GB, shared_memory=8 * GB):
    return Machine(memory=memory, free_disk=free_disk, shared_memory=shared_memory)


@pytest.mark.parametrize(
    ("memory", "buffers", "cache"),
    [
        (24 * GB, "512MB", "12288MB"),
        (4 * GB, "512MB", "2048MB"),
        (2 * GB, "256MB", "1024MB"),
        (GB // 8, "32MB", "64MB"),
    ],
)
def test_buffers_are_an_eighth_of_the_memory_up_to_512_mb(memory, buffers, cache):
    found = postgres_tuning.durable(machine(memory=memory))
    assert (found["shared_buffers"], found["effective_cache_size"]) == (buffers, cache)


@pytest.mark.parametrize(
    ("free_disk", "largest", "smallest"),
    [(200 * GB, "8192MB", "1024MB"), (20 * GB, "2048MB", "512MB"), (1 * GB, "256MB", "80MB")],
)
def test_the_log_takes_a_tenth_of_the_free_disk_up_to_8_gb(free_disk, largest, smallest):
    found = postgres_tuning.durable(machine(free_disk=free_disk))
    assert (found["max_wal_size"], found["min_wal_size"]) == (largest, smallest)


def test_a_small_dev_shm_is_not_used():
    small = machine(shared_memory=64 * 1024**2)
    assert postgres_tuning.durable(small)["dynamic_shared_memory_type"] == "mmap"
    assert postgres_tuning.durable(machine())["dynamic_shared_memory_type"] == "posix"


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_only_the_throwaway_server_may_lose_what_it_said_it_kept(setting):
    assert postgres_tuning.durable(machine())[setting] == "on"
    assert postgres_tuning.throwaway(machine())[setting] == "off"


def test_nobody_comes_over_the_network():
    for settings in (postgres_tuning.durable(machine()), postgres_tuning.throwaway(machine())):
        assert settings["listen_addresses"] == "''"


def test_a_quote_in_a_path_stays_in_the_path():
    text = postgres_tuning.configuration_file({}, socket=Path("/run/o'hara"), log=Path("/l"))
    assert "unix_socket_directories = '/run/o''hara'\n" in text
    assert text.endswith("include_if_exists = 'local.conf'\n")
