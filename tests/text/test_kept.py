"""What is kept and shared by readers holds figures and codes: no sentence in anybody's language."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.languages import OPEN, compiled
from trialmetrics.analysis import sensitivity, small_orders, testers
from trialmetrics.analysis.ranking import Filters, rank
from trialmetrics.events import StoredEvents
from trialmetrics.planning import advice, plan
from trialmetrics.text import language

AS_OF = datetime(2026, 11, 25, 12)


@pytest.fixture
def artificial(tmp_path, monkeypatch):
    """Work for a reader of an artificial language, in which every sentence stands in brackets."""
    compiled(tmp_path, "zz")
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    with language.in_language("zz"):
        assert language._("invite")[0] == OPEN
        yield


def texts(kept: object) -> Iterator[str]:
    """Every text in a result, with the names of its columns and fields."""
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, pd.DataFrame):
        yield from map(str, kept.columns)
        for name in kept.columns:
            if kept[name].dtype == object or pd.api.types.is_string_dtype(kept[name]):
                yield from texts(list(kept[name]))
    elif isinstance(kept, Mapping):
        yield from texts([*kept, *kept.values()])
    elif isinstance(kept, list | tuple | set | frozenset):
        for each in kept:
            yield from texts(each)
    elif isinstance(kept, np.ndarray) and kept.dtype == object:
        yield from texts(kept.tolist())
    elif is_dataclass(kept):
        yield from texts([getattr(kept, each.name) for each in fields(kept)])


def test_figures_hold_no_sentence(store, takes, artificial):
    takes(ROOT / "data" / "example-log.csv")
    ranking = rank(store, as_of=AS_OF)
    made = plan(ranking)
    there_are = StoredEvents(store).choices(store.policies.in_force(), AS_OF)
    shown = ranking.suppliers
    kept = [
        ranking,
        made,
        there_are,
        list(there_are.missing(Filters(rounds=("None such",)))),
        sensitivity.changes(ranking)[:3],
        testers.testers(ranking),
        testers.groups(ranking),
        testers.warnings(ranking),
        small_orders.compared(shown),
        [advice(ranking, *key) for key in zip(shown["supplier_key"], shown["category"], strict=True)],
    ]
    for each in kept:
        every = list(texts(each))
        assert not [text for text in every if OPEN in text]
    assert len(list(texts(kept))) > 2000
