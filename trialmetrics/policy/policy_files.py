"""Reads policies: from TOML files, and from the JSON that any version of this program saved."""

import json
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from trialmetrics.errors import PolicyError
from trialmetrics.policy.field_types import CriterionName, KnockOutName, ScoredState
from trialmetrics.policy.policy_errors import (
    error_sentence,
    field_path,
    is_unknown_field,
    quoted,
    toml_line,
    without_nested,
)
from trialmetrics.policy.rules import Policy, PolicyPart
from trialmetrics.policy.upgrade import is_first_format, upgrade, with_defaults, without_fields
from trialmetrics.text.language import _

SHIPPED = Path(__file__).parent.with_suffix(".toml")


def load_policy(path: Path | str | None = None) -> Policy:
    """The policy in a TOML file, or the shipped one. Raises PolicyError with the file, the field and how to fix it."""
    return read_policy(path)[0]


def read_policy(path: Path | str | None = None) -> tuple[Policy, list[str]]:
    """The policy in a TOML file, or the shipped one, and sentences on what was upgraded from an earlier format.

    Raises PolicyError, also for a missing or unknown field: people who write a policy mean every field of it.
    """
    path = Path(path) if path else SHIPPED
    content, notes = _upgraded(_toml(path))
    return policy_of(content, str(path)), notes


def saved_policy(text: str, origin: str, version: int | None = None) -> tuple[Policy, list[str]]:
    """The policy in a JSON text that any version of this program saved, and sentences on what was upgraded.

    `version` replaces the number in the text. Missing fields get the shipped value, unknown ones are dropped. Raises
    PolicyError for text that is no JSON or no valid policy.
    """
    content, notes = _upgraded(_json(text, origin))
    content = content if version is None else {**content, "version": version}
    shipped = load_policy().model_dump(mode="json")
    content, missing = with_defaults(content, shipped)
    content, unknown = without_fields(content, _unknown_fields(content))
    return policy_of(content, origin), [*notes, *missing, *unknown]


def saved_zone(text: str) -> ZoneInfo | None:
    """The time zone in a saved policy, even if the rest of it is invalid; None if the zone is invalid too."""
    # Only the zone matters here; errors elsewhere in the policy are reported by whoever reads all of it.
    with suppress(PolicyError, LookupError, TypeError, ValueError, OSError):
        return ZoneInfo(_json(text, "")["clock"]["time_zone"])
    return None


def policy_of(content: Mapping[str, Any], origin: str) -> Policy:
    """The policy with this content. Raises PolicyError, which calls it `origin`."""
    try:
        return Policy.model_validate(content)
    except ValidationError as error:
        raise PolicyError(
            _("The policy {file} cannot be used: {reasons}.").format(
                file=origin, reasons=error_sentence(error.errors(), _fields())
            )
        ) from error


def _unknown_fields(content: Mapping[str, Any]) -> list[tuple[str | int, ...]]:
    """Paths of the fields that a policy of this version does not have."""
    try:
        Policy.model_validate(content)
    except ValidationError as invalid:
        return [field_path(error) for error in without_nested(invalid.errors()) if is_unknown_field(error)]
    return []


def _upgraded(content: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    return upgrade(content, _toml(SHIPPED)) if is_first_format(content) else (content, [])


def _json(text: str, origin: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PolicyError(_("The policy {file} is not valid JSON.").format(file=origin)) from error
    if not isinstance(content, dict):
        raise PolicyError(
            _("The policy {file} is no policy but {value}.").format(file=origin, value=quoted(content))
        )
    return content


def _toml(path: Path) -> dict[str, Any]:
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return deepcopy(_parsed(text))  # the caller may change it
    except OSError as error:
        raise PolicyError(
            _("The policy {file} cannot be read: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    except (ValueError, RecursionError) as error:
        raise PolicyError(
            _("The policy {file} is not valid TOML: {reason}.").format(
                file=path, reason=toml_line(text, error)
            )
        ) from error


@lru_cache(maxsize=4)
def _parsed(text: str) -> dict[str, Any]:
    """The content of a TOML text, which takes eight times as long to parse as to check."""
    return tomllib.loads(text)


def _fields() -> set[str]:
    """The names of all fields of a policy and its sections, and of all entries with fixed names."""
    entry_names = {name for kind in (CriterionName, ScoredState, KnockOutName) for name in get_args(kind)}
    parts: list[type[BaseModel]] = [Policy, *PolicyPart.__subclasses__()]
    return entry_names.union(*(part.model_fields for part in parts))
