"""Reads headers, cookies and paths of a request, and takes headers out of it."""

from collections.abc import Collection
from typing import Any
from urllib.parse import quote

Scope = Any
LONGEST_ADDRESS = 2000  # characters; on the way it is kept in a cookie, and a browser keeps 4096 bytes of one


def values(scope: Scope, name: str) -> list[str]:
    """The values of a header, in order."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name.encode()]


def cookie(scope: Scope, name: str) -> str | None:
    """The value of a cookie; None where there is none, or two that differ."""
    parts = [part.strip().partition("=") for header in values(scope, "cookie") for part in header.split(";")]
    found = {value for key, _equals, value in parts if key == name}
    return found.pop() if len(found) == 1 else None


def with_plain_cookies(scope: Scope) -> Scope:
    """The request without cookies that have a backslash, as none of ours or of Streamlit's has: Python, by which Streamlit reads
    them, takes the square of the time for many."""
    headers = [
        (
            key,
            b";".join(part for part in value.split(b";") if b"\\" not in part)
            if key.lower() == b"cookie"
            else value,
        )
        for key, value in scope["headers"]
    ]
    return {**scope, "headers": headers}


def without(scope: Scope, names: Collection[str]) -> Scope:
    """The request without these headers. An underscore in a name is taken for a hyphen, as some servers do."""
    headers = [
        (key, value)
        for key, value in scope["headers"]
        if key.decode("latin-1").lower().replace("_", "-") not in names
    ]
    return {**scope, "headers": headers}


def below(path: str, base: str) -> str | None:
    """A path as seen from the base path (both begin with a slash, the base has none at its end); None where it lies elsewhere."""
    if path == base:
        return ""
    return path[len(base) + 1 :] if path.startswith(f"{base}/") else None


def path_of(scope: Scope, base: str) -> str | None:
    """The path of a request as seen from the base path, as routes see it; None where it lies elsewhere."""
    root = scope.get("root_path", "")
    seen = below(scope["path"], root) if root else None
    return below(scope["path"] if seen is None else f"/{seen}", base)


def own_address(text: str) -> str:
    """A path below the dashboard with its query, without a slash at its start, if it is one; else the dashboard itself.

    Nothing that a browser could take for the address of another site gets through.
    """
    path, separator, query = text.partition("?")
    parts = path.split("/")
    if (
        len(text) > LONGEST_ADDRESS
        or not text.isascii()
        or not text.isprintable()
        or any(letter in text for letter in '\\"<>#')
        or ":" in path
        or (len(parts) > 1 and "" in parts[:-1])
        or {".", ".."} & {*parts}
    ):
        return ""
    return quote(path, safe="/%+,;=@!$&'()*~-._") + separator + query
