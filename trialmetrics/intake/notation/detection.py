"""Detect how each column is written from all its values; if they are ambiguous, ask, never guess.

A person's answer comes first, then the values, then the notation of an earlier file with the same header.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.notation import questions
from trialmetrics.intake.notation.column_evidence import DetectedNotations, Evidence
from trialmetrics.intake.notation.date_orders import date_orders
from trialmetrics.intake.notation.deciding_words import deciding_words
from trialmetrics.intake.notation.decimals import decimals
from trialmetrics.intake.notation.duration_columns import clock_durations, units
from trialmetrics.intake.notation.midnights import midnights
from trialmetrics.intake.notation.rating_scales import rating_scales
from trialmetrics.intake.notation.word_grades import word_grades
from trialmetrics.intake.reading import Question, Settings
from trialmetrics.intake.values.clocks import heading_offset
from trialmetrics.intake.values.dates import YEAR_FIRST, by_separator
from trialmetrics.intake.values.value import Notation
from trialmetrics.intake.values.word_scale import THREE_STEPS


def detect_notations(
    database: duckdb.DuckDBPyConnection,
    kind: str,
    headings: Mapping[str, str],
    settings: Settings,
    detected_earlier: Mapping[str, Any],
    zone: ZoneInfo,
    *,
    mended: bool,
) -> tuple[DetectedNotations, list[Question], list[dict[str, Any]]]:
    """The detected notation, the open questions, and the decisions on ambiguous columns. `headings`: our column -> theirs.

    `detected_earlier`: notation of the latest file with this header; if `mended`, this file holds rows of that one.
    """
    settings = _same_file(settings, detected_earlier) if mended else settings
    evidence = Evidence(
        database,
        settings,
        detected_earlier,
        mended,
        zone,
        questions.AS_BEFORE if mended else questions.AS_SAID,
    )
    of_kind: dict[str, dict[str, str]] = {"moment": {}, "number": {}, "rating": {}}
    for name, heading in headings.items():
        of_kind.setdefault(COLUMNS[kind][name].kind, {})[name] = heading
    with_unit = {name: headings[name] for name in units(kind, headings)}
    open_questions = [
        *date_orders(evidence, of_kind["moment"]),
        *decimals(evidence, {**of_kind["number"], **with_unit}),
        *rating_scales(evidence, of_kind["rating"]),
        *word_grades(evidence, of_kind["rating"]),
        *deciding_words(evidence, headings),
    ]
    midnights(evidence, of_kind["moment"])
    clock_durations(evidence, of_kind["moment"])
    return evidence.detected, open_questions, evidence.decided


def notations(
    kind: str,
    detected: DetectedNotations,
    headings: Mapping[str, str],
    zone: ZoneInfo,
    plain_texts: bool,
) -> dict[str, Notation]:
    """The notation of every column; `headings`: our column -> theirs; `plain_texts`: see `Notation`."""
    unit_of = units(kind, headings)
    return {
        name: Notation(
            zone,
            detected.date_order.get(name),
            name in detected.midnight,
            detected.decimal.get(name, "."),
            detected.rating_scale.get(name, (1, 5)),
            name in detected.signs,
            plain_texts,
            detected.steps.get(name, THREE_STEPS),
            unit_of.get(name),
            name in detected.durations,
            kind == "sheet",
            heading_offset(headings[name]) if name in headings else None,
        )
        for name in COLUMNS[kind]
    }


def _same_file(settings: Settings, detected_earlier: Mapping[str, Any]) -> Settings:
    """The settings with the notation of the file that mended rows are from: a few rows could suggest another."""
    detected_notations = {
        "date_order": {
            f"{name}:{separator}": order
            for name, orders in detected_earlier.get("date_order", {}).items()
            for separator, order in by_separator(orders).items()
            if order != YEAR_FIRST
        },
        "decimal": detected_earlier.get("decimal", {}),
        "rating_scale": {
            name: f"{low}-{high}" for name, (low, high) in detected_earlier.get("rating_scale", {}).items()
        },
    }
    by_column = {
        notation: {**({} if getattr(settings, notation) else columns), **settings.by_column.get(notation, {})}
        for notation, columns in detected_notations.items()
    }
    return replace(settings, by_column=by_column)
