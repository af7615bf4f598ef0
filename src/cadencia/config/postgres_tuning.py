"""The configuration file of the embedded PostgreSQL, from what the machine has."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

_MB = 1024 * 1024
_GB = 1024 * _MB
_CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What the server may use, in bytes."""

    memory: int
    free_disk: int
    shared_memory: int


def this_machine(folder: Path) -> Machine:
    """Measure this machine, or the container that we are in; `folder` names the disk."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        memory=min([memory, *_container_limits()]),
        free_disk=shutil.disk_usage(folder).free,
        shared_memory=_free_shared_memory(),
    )


def durable(machine: Machine) -> dict[str, str]:
    """Return the settings of a server whose data must survive a power cut.

    Made for one company's own machine, shared with the programs around it: an eighth of
    the memory for the buffers (512 MB at most), a tenth of the free disk for the log
    (8 GB at most), so that a run of a million documents isn't held up by checkpoints.
    """
    megabytes = machine.memory // _MB
    wal = max(256, min(8 * 1024, machine.free_disk // _MB // 10))
    return _shared(machine) | {
        "shared_buffers": f"{max(32, min(512, megabytes // 8))}MB",
        "effective_cache_size": f"{max(64, megabytes // 2)}MB",
        "work_mem": f"{max(4, min(32, megabytes // 256))}MB",
        "maintenance_work_mem": f"{max(32, min(512, megabytes // 16))}MB",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_compression": "on",
        "max_wal_size": f"{wal}MB",
        "min_wal_size": f"{max(80, min(1024, wal // 4))}MB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "autovacuum": "on",
        # PostgreSQL's own minute: more often it would take a tenth of both cores from a run,
        # tidying what is just being written.
        "autovacuum_naptime": "60s",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.02",
        "autovacuum_vacuum_insert_scale_factor": "0.1",
        "autovacuum_vacuum_cost_limit": "2000",
        "logging_collector": "on",
        "log_filename": "'postgres-%a.log'",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
    }


def throwaway(machine: Machine) -> dict[str, str]:
    """Return the settings of a server whose data nobody will miss: the one of the tests."""
    return _shared(machine) | {
        "shared_buffers": "128MB",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "1h",
        "autovacuum_naptime": "15s",
    }


def configuration_file(settings: dict[str, str], *, socket: Path, log: Path) -> str:
    """Return the text of postgresql.conf. What local.conf beside it says wins."""
    places = {"unix_socket_directories": _quoted(socket), "log_directory": _quoted(log)}
    lines = [f"{name} = {value}" for name, value in (settings | places).items()]
    return "\n".join(
        [
            "# Written anew at each start. Put settings of your own in local.conf, beside it.",
            *lines,
            "include_if_exists = 'local.conf'",
            "",
        ]
    )


def _shared(machine: Machine) -> dict[str, str]:
    return {
        # Nobody comes over the network: only through the socket, in a folder of ours.
        "listen_addresses": "''",
        "port": "5432",
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        # A container often gives 64 MB of /dev/shm, where a parallel query would fail.
        "dynamic_shared_memory_type": "posix" if machine.shared_memory >= _GB else "mmap",
        "random_page_cost": "1.1",
        "jit": "off",
        "default_transaction_isolation": "'read committed'",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "datestyle": "'iso, ymd'",
        "lc_messages": "'C'",
        "log_line_prefix": "'%m [%p] %a '",
        "log_checkpoints": "off",
    }


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _container_limits() -> list[int]:
    found = []
    for file in _CGROUP_LIMITS:
        try:
            limit = file.read_text().strip()
        except OSError:
            continue
        if limit.isdigit():
            found.append(int(limit))
    return found


def _free_shared_memory() -> int:
    try:
        return shutil.disk_usage("/dev/shm").free  # noqa: S108 - measured, never written
    except OSError:
        return 0
