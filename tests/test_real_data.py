"""The real order log of a public health programme, and its notations; left out where it is not beside the checkout."""

from datetime import date

import pytest

from trialmetrics.analysis.ranking import Filters, rank
from trialmetrics.intake import Settings

SCMS = {
    "Vendor": "supplier",
    "ID": "trial_id",
    "Product Group": "category",
    "Line Item Value": "order_value",
    "PO Sent to Vendor Date": "requested_at",
    "Scheduled Delivery Date": "promised_at",
    "Delivered to Client Date": "delivered_at",
}


def test_the_real_order_log(shared, takes, store):
    report = takes(shared / "data" / "SCMS_Delivery_History_Dataset.csv", Settings(columns=SCMS))
    assert (report.rows, report.taken, report.set_aside, report.warnings) == (10324, 4592, 5732, 5)
    problems = store.uploads.problems(report.upload_id)
    dates = problems[problems["severity"] == "row"]
    assert set(dates["value"]) == {"N/A - From RDC", "Date Not Captured"}
    assert set(dates["column"]) == {"PO Sent to Vendor Date"}
    # Of 2006 to 2015: a period is chosen, else all of it lies too far back to judge anybody.
    found = rank(store, Filters(start=date(2006, 1, 1)))
    assert found.suppliers["supplier"].nunique() == 68
    nothing = ["responsiveness", "follow_through", "courtesy", "welcome", "helpfulness", "devotion"]
    assert found.suppliers[nothing].isna().all().all()
    assert found.suppliers[["care", "outcome"]].notna().any().all()
    assert store.check() == []


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("ref_iso_comma_utf8.csv", {}),
        ("us_mdy_comma.csv", {}),
        ("nl_semicolon_cp1252.csv", {}),
    ],
)
def test_three_notations_of_the_same_lines(shared, takes, store, name, settings):
    columns = {"order_id": "trial_id", "ordered_at": "requested_at"}
    report = takes(shared / "data" / "formats" / name, Settings(columns=columns, **settings))
    assert (report.rows, report.taken, report.set_aside) == (1000, 729, 271)
    found = rank(store)
    assert found.suppliers["supplier"].nunique() == 39
    spent = sum(amount for each in found.suppliers["spend"] for amount in each.values())
    assert spent == pytest.approx(56_128_856.61, abs=0.005)
    assert (found.trials["days_late"] > 0).sum() <= 22  # late in service days; 22 by calendar day
