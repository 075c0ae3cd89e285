"""The routes on a store of their own."""

import pytest

from tests.server.api.world import world


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    """One world for tests that leave people and tokens as they are."""
    with world(tmp_path_factory.mktemp("team")) as made:
        yield made


@pytest.fixture
def own(tmp_path):
    """A world for one test."""
    with world(tmp_path) as made:
        yield made
