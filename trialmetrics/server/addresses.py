"""Parses and checks the `Host` and `Origin` headers: the names this dashboard answers to, and whose pages may call it; and says
which addresses are this machine's own."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

SETTING = "TRIALMETRICS_HOSTS"
_ADDRESS = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?)(?::(?P<port>\d{1,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """A host name and a port. Without a port: the default one in a request, any port in the list of allowed names."""

    name: str
    port: int | None = None


LOCAL = frozenset({Address("localhost"), Address("127.0.0.1"), Address("[::1]")})


def address(text: str) -> Address | None:
    """`name`, `name:port` or `[IPv6]:port`; None where it is none of these."""
    match = _ADDRESS.fullmatch(text.lower())
    if match is None:
        return None
    port = match["port"]
    if port is None:
        return Address(match["name"])
    return Address(match["name"], int(port)) if 0 < int(port) < 65536 else None


def allowed_addresses(setting: str) -> frozenset[Address]:
    """This machine and the names in the setting, separated by commas or blanks. Raises UsageError for an invalid name.

    Patterns are not supported: one that also matched a foreign name would let it in.
    """
    names = set()
    for text in re.split(r"[,\s]+", setting.strip(", \t\r\n")):
        if not text:
            continue
        name = address(text)
        if name is None:
            raise UsageError(
                _("{setting} lists {name}; write names with or without a port, such as trials.example.org:8501.")
                .format(setting=SETTING, name=ascii(text))
            )  # fmt: skip
        names.add(name)
    return LOCAL | names


def is_listed(host: Address, names: Iterable[Address]) -> bool:
    """Whether `host` is one of `names`; a name without a port matches any port."""
    return any(host.name == name.name and name.port in (None, host.port) for name in names)


def is_own(origin: str, host: Address) -> bool:
    """Whether a page from `origin` calls the address it was loaded from.

    The scheme may differ: a proxy that terminates TLS talks plain HTTP to this server.
    """
    scheme, separator, rest = origin.lower().partition("://")
    default_port = _DEFAULT_PORTS.get(scheme)
    origin_address = address(rest)
    if not separator or default_port is None or origin_address is None:
        return False
    return origin_address.name == host.name and (origin_address.port or default_port) == (
        host.port or default_port
    )


def is_this_machine(host: str) -> bool:
    """Whether an address is one at which a machine reaches nobody but itself."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def is_between_this_machine(scope: Mapping[str, Any]) -> bool:
    """Whether a request comes from this machine and to it, and not over a socket of a proxy."""
    ends = scope.get("server"), scope.get("client")
    return all(end and end[1] is not None and is_this_machine(end[0]) for end in ends)
