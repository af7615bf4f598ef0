"""Where a message may go: never to this machine or its network, unless the installation says so.

The name is resolved once, each of its addresses judged, and the connection made to the very
address that was judged: a name that changes its mind in between leads nowhere else.
"""

import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

_PORTS = {"https": 443, "http": 80}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an address of version 4 in one of version 6


class Forbidden(Exception):
    """The address isn't one that messages may go to; `reason` says why, as a word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Target(NamedTuple):
    """Where to connect, and what to ask there."""

    scheme: str
    host: str
    port: int
    path: str
    address: str = ""  # resolved


def read(url: str) -> Target:
    """Return the parts of a URL; nothing is resolved.

    :raises Forbidden: if it is no address that a message may be sent to.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Forbidden("unreadable") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Forbidden("unreadable")
    if parts.scheme != "https" and not settings.WEBHOOKS_PRIVATE:
        raise Forbidden("not_https")
    if parts.username or parts.password or parts.fragment:
        raise Forbidden("credentials")
    if not url.isascii() or any(each.isspace() or not each.isprintable() for each in url):
        raise Forbidden("unreadable")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path)


def resolved(url: str) -> Target:
    """Return where to connect.

    :raises Forbidden: if the URL may not be sent to, or any address of its name is private. An
        installation may let messages go to its own network, never to what only a link knows.
    :raises OSError: if the name has no address.
    """
    target = read(url)
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    may_be = is_own if settings.WEBHOOKS_PRIVATE else is_public
    if not all(may_be(each) for each in addresses):
        raise Forbidden("private")
    return target._replace(address=addresses[0])


def is_public(address: str) -> bool:
    """Say whether an address is one of the internet at large.

    >>> [is_public(each) for each in ("93.184.216.34", "10.0.0.1", "127.0.0.1", "169.254.169.254")]
    [True, False, False, False]
    >>> [is_public(each) for each in ("::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fe80::1%eth0")]
    [False, False, False, False]
    """
    found = _read_address(address)
    return found is not None and found.is_global and not found.is_multicast


def is_own(address: str) -> bool:
    """Say whether an address is public, of a private network, or of this machine.

    Those of a link are none: where clouds run, one of them hands out the machine's credentials.

    >>> [is_own(each) for each in ("93.184.216.34", "10.0.0.1", "127.0.0.1", "169.254.169.254")]
    [True, True, True, False]
    >>> [is_own(each) for each in ("::1", "fd00::1", "fe80::1%eth0", "::ffff:169.254.169.254")]
    [True, True, False, False]
    """
    found = _read_address(address)
    return not (found is None or found.is_link_local or found.is_multicast or found.is_unspecified)


def _read_address(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that is meant; None of one that leads by way of another's network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found.sixtofour is not None or found.teredo is not None:
            return None
        elif found in _NAT64:
            found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found
