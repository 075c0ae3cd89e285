"""Under which names the dashboard answers, and whose pages may ask it: `Host` and `Origin` as browsers send them."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

SETTING = "TRIALMETRICS_HOSTS"
_ADDRESS = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?)(?::(?P<port>\d{1,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """A name and a port; no port stands for the usual one of a request, and for any where names are allowed."""

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


def allowed(setting: str) -> frozenset[Address]:
    """This machine, and the names that the setting lists, between commas or blanks.

    No pattern: one that matches a name of somebody else lets that name in.
    """
    further = set()
    for text in re.split(r"[,\s]+", setting.strip(", \t\r\n")):
        if not text:
            continue
        name = address(text)
        if name is None:
            raise UsageError(
                _("{setting} lists {name}; write names with or without a port, such as trials.example.org:8501.")
                .format(setting=SETTING, name=ascii(text))
            )  # fmt: skip
        further.add(name)
    return LOCAL | further


def answers_to(host: Address, names: Iterable[Address]) -> bool:
    """Whether one of the names is meant, at its port if it has one."""
    return any(host.name == name.name and name.port in (None, host.port) for name in names)


def is_own(origin: str, host: Address) -> bool:
    """Whether the page that asks came from the very address it asks.

    The scheme is left aside: a proxy that ends TLS asks us over plain HTTP.
    """
    scheme, separator, rest = origin.lower().partition("://")
    usual = _DEFAULT_PORTS.get(scheme)
    theirs = address(rest)
    if not separator or usual is None or theirs is None:
        return False
    return theirs.name == host.name and (theirs.port or usual) == (host.port or usual)
