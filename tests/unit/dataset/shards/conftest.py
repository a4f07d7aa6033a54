"""What the tests of segments stand on: both buckets of an environment, in memory."""

import pytest

from tests.unit.dataset.store import Store
from tuning import clients
from tuning.settings import Settings


@pytest.fixture
def store(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Both buckets of the environment, empty."""
    made = Store()
    monkeypatch.setattr(clients, "s3", lambda: made)
    return made
