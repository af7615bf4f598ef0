"""Which account of the machine runs the embedded PostgreSQL, and where its socket lies."""

import hashlib
import os
import pwd
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cadencia.cli.refusal import Refused
from cadencia.config.words import say

# A socket's path must fit in 107 bytes on Linux and 103 on macOS.
_LONGEST_SOCKET_PATH = 103
_SOCKET_FILE = "/.s.PGSQL.5432"
_UNPRIVILEGED = "nobody"


class NoAccount(Refused):
    """No account can run PostgreSQL here; the text says why, and what to do."""


class FolderNotUsable(Refused):
    """A folder can't hold the database; the text says which, why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account that runs the server: our own, or `nobody` when we are root."""

    name: str
    uid: int
    gid: int
    caller: str
    switched: bool

    def popen_arguments(self) -> dict[str, Any]:
        """Return what `subprocess` needs to run something as this account."""
        if not self.switched:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def postgres_account() -> Account:
    """Return the account that runs the server.

    :raises NoAccount: if it has no entry in the password database.
    """
    caller = _entry(os.geteuid())
    if caller.pw_uid != 0:
        return Account(
            name=caller.pw_name,
            uid=caller.pw_uid,
            gid=os.getegid(),
            caller=caller.pw_name,
            switched=False,
        )
    # PostgreSQL refuses to run as root.
    try:
        other = pwd.getpwnam(_UNPRIVILEGED)
    except KeyError:
        raise NoAccount(say("no_unprivileged", name=_UNPRIVILEGED)) from None
    return Account(
        name=other.pw_name,
        uid=other.pw_uid,
        gid=other.pw_gid,
        caller=caller.pw_name,
        switched=True,
    )


def socket_folder(folder: Path, variables: Mapping[str, str], *, uid: int) -> Path:
    """Return where the socket of the server in `folder` lies: short, and the same each time."""
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]
    if uid == 0:
        run = Path("/run")
        return run / "cadencia" / digest if os.access(run, os.W_OK) else folder / "socket"
    runtime = variables.get("XDG_RUNTIME_DIR", "")
    if runtime.startswith("/") and _belongs_to(Path(runtime), uid):
        return Path(runtime) / "cadencia" / digest
    if len(os.fsencode(folder / "socket")) + len(_SOCKET_FILE) <= _LONGEST_SOCKET_PATH:
        return folder / "socket"
    return Path("/tmp") / f"cadencia-{uid}" / digest  # noqa: S108 - made 0700, owner checked


def make_folder(folder: Path, account: Account) -> None:
    """Make a folder of ours with its parents, so that the server's account can enter it.

    :raises FolderNotUsable: if it can't be made, or that account can't reach it.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        for each in reversed(missing):
            each.mkdir(exist_ok=True)
            # Whatever the umask: nobody must pass through root's folders, a stranger
            # through nobody else's.
            each.chmod(0o755 if account.switched else 0o700)
    except OSError as error:
        raise FolderNotUsable(
            say("folder_not_made", folder=error.filename or folder, reason=error.strerror)
        ) from error
    if account.switched:
        _refuse_unless_reachable(folder, account)


def make_private_folder(folder: Path, account: Account) -> None:
    """Make a folder that only the server's account can enter, in one that it can reach.

    :raises FolderNotUsable: if something of somebody else's stands there.
    """
    make_folder(folder.parent, account)
    try:
        folder.mkdir(exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), account.uid):
            raise FolderNotUsable(say("folder_of_another", folder=folder, name=account.caller))
        folder.chmod(0o700)
        if account.switched:
            os.chown(folder, account.uid, account.gid)
    except OSError as error:
        raise FolderNotUsable(
            say("folder_not_used", folder=folder, reason=error.strerror)
        ) from error


def _refuse_unless_reachable(folder: Path, account: Account) -> None:
    for each in (folder, *folder.parents):
        found = each.stat()
        own = found.st_uid == account.uid and found.st_mode & stat.S_IXUSR
        if not (own or found.st_mode & stat.S_IXOTH):
            raise FolderNotUsable(say("folder_not_entered", name=account.name, folder=each))


def _belongs_to(folder: Path, uid: int) -> bool:
    try:
        return folder.stat().st_uid == uid
    except OSError:
        return False


def _entry(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise NoAccount(say("no_entry", uid=uid)) from None
