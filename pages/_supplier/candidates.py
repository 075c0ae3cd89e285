"""The candidates that a supplier is: one per category."""

from typing import Any

from pages._shared import server
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.records import records


def of(ranking: Ranking, supplier_key: str | None) -> dict[str, dict[str, Any]]:
    """Category -> the supplier's row of the candidates shown, by category."""
    return server.view(_rows, ranking, supplier_key)


def _rows(ranking: Ranking, supplier_key: str | None) -> dict[str, dict[str, Any]]:
    rows = ranking.suppliers
    rows = rows[rows["supplier_key"] == supplier_key].sort_values("category")
    return {row["category"]: row for row in records(rows)}
