"""The tables of policy values that the SQL measures read."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pyarrow as pa

from trialmetrics.policy.field_types import Scale
from trialmetrics.policy.rules import Policy

# Further than any measure; the outermost segments of a scale extend to here.
BEYOND_SCALE = 1e300


def policy_tables(policy: Policy) -> dict[str, pa.Table]:
    """The tables of policy values that the SQL measures read, by name; the calendar and the moment are made elsewhere."""
    text, number = pa.string(), pa.float64()
    scoring = policy.scoring.model_dump(exclude={"source"})
    windows = {"reply_window_hours": policy.windows.reply_hours, "lapse_hours": policy.windows.lapse_hours}
    counting_rules = {name: rule for name, rule in policy.knock_outs.items() if rule.limit is not None}
    return {
        "policy_scale": _table(
            _scale_segments(policy), criterion=text, x_from=number, x_to=number, y_from=number, y_to=number
        ),
        "policy_weight": _table(
            ((0, *each) for each in policy.weights.items()),
            weighting=pa.int64(),
            criterion=text,
            weight=number,
        ),
        "policy_outcome": _table((policy.criteria["outcome"].states or {}).items(), state=text, score=number),
        "policy_cap": _table(policy.caps.items(), state=text, cap=number),
        "policy_no_value": _table(
            ((name, state) for name, criterion in policy.criteria.items() for state in criterion.no_value_on),
            criterion=text,
            state=text,
        ),
        "policy_setting": _table({**windows, **scoring}.items(), name=text, value=number),
        "policy_text": _table(
            ((name, getattr(policy, name)) for name in ("currency", "order_class", "category")),
            name=text,
            value=text,
        ),
        "policy_large_from": _table(policy.large_from.items(), currency=text, amount=number),
        "policy_enquiry_round": _table(((name,) for name in policy.enquiry_rounds), round=text),
        "policy_knock_out": _table(
            (
                (name, n, int(k))
                for name, rule in counting_rules.items()
                for n, k in enumerate(rule.needed(), start=1)
            ),
            knock_out=text,
            n=pa.int64(),
            needed=pa.int64(),
        ),
        "policy_alone": _table(
            (
                (name, rule.alone_chases, rule.alone_words)
                for name, rule in counting_rules.items()
                if rule.alone_chases is not None or rule.alone_words
            ),
            knock_out=text,
            chases=pa.int64(),
            words=pa.bool_(),
        ),
    }


def _scale_segments(policy: Policy) -> list[tuple[str, float, float, float, float]]:
    scales: dict[str, Scale | None] = {name: criterion.scale for name, criterion in policy.criteria.items()}
    scales["on_time"] = policy.criteria["care"].on_time
    rows = []
    for name, points in scales.items():
        if not points:
            continue
        ends = [(-BEYOND_SCALE, points[0][1]), *points, (BEYOND_SCALE, points[-1][1])]
        rows += [(name, x0, x1, y0, y1) for (x0, y0), (x1, y1) in pairwise(ends)]
    return rows


def _table(rows: Iterable[Iterable[Any]], **columns: pa.DataType) -> pa.Table:
    schema = pa.schema(columns.items())
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)
