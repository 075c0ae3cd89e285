"""Whether a test may be skipped: with TRIALMETRICS_NO_SKIPS=1 only for want of what no requirement brings."""

import os
from collections.abc import Generator

import pytest

SETTING = "TRIALMETRICS_NO_SKIPS"
# The reasons that are left: the machine, its user, and data and programs that are not ours to install.
ALLOWED = frozenset((
    "the real data is not beside the checkout",
    "the shared data is not beside the checkout",
    "no PostgreSQL server is installed here",
    "no C compiler is installed here",
    "root may read everything",
    "only root can give a folder away",
    "no file system can be mounted here",
    "there is no device that is always full",
))  # fmt: skip


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that was skipped for another reason."""
    report = yield
    if not hasattr(report, "wasxfail"):
        _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a file that was skipped whole for another reason."""
    report = yield
    _refuse(report)
    return report


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get(SETTING) != "1" or not report.skipped or not isinstance(report.longrepr, tuple):
        return
    path, line, text = report.longrepr
    reason = text.removeprefix("Skipped: ")
    if reason not in ALLOWED:
        report.outcome = "failed"
        report.longrepr = f"{path}:{line}: skipped under {SETTING}=1, which allows no such reason: {reason}"
