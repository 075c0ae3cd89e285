"""The real order log of a public health programme, on a cluster as on DuckDB; left out where it is not beside the checkout."""

from datetime import date, datetime

import pytest

from tests.cluster.test_same_figures import same
from tests.test_real_data import SCMS
from trialmetrics.analysis.filters import Filters
from trialmetrics.analysis.ranking import rank
from trialmetrics.cluster.events import ClusterEvents
from trialmetrics.cluster.export import export_events
from trialmetrics.cluster.settings import Cluster
from trialmetrics.export import documents
from trialmetrics.intake import Settings

pytestmark = pytest.mark.cluster


def test_the_real_order_log(shared, takes, store, running, tmp_path):
    takes(shared / "data" / "SCMS_Delivery_History_Dataset.csv", Settings(columns=SCMS))
    export_events(store, tmp_path / "events")
    place = Cluster(running.address, folder=str(tmp_path / "events"), scratch=str(tmp_path / "scratch"))
    asked = {"filters": Filters(start=date(2006, 1, 1)), "as_of": datetime(2026, 6, 1, 12)}
    here, there = (rank(store, events=events, **asked) for events in (None, ClusterEvents(store, place)))
    same(documents.rank_document(here), documents.rank_document(there))
    assert len(here.trials) > 4000
    for supplier in here.suppliers["supplier_key"].unique()[::9]:
        same(
            *(
                documents.trials_document(each.with_trials(each.measures.trials.of([supplier])))
                for each in (here, there)
            )
        )
