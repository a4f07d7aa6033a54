"""What admission stands on: both buckets of an environment, in memory, and a real base model."""

import pytest

from tests.unit.admission.store import Store
from tests.unit.conftest import Served
from tests.unit.dataset.conftest import handling as handling
from tests.unit.dataset.conftest import model as model
from tests.unit.dataset.conftest import records as records
from tuning.settings import Settings


@pytest.fixture
def store(settings: Settings, served: Served) -> Store:
    """Both buckets of the environment, empty."""
    made = Store()
    served(s3=made)
    return made
