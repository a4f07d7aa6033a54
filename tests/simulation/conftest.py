"""What simulated runs stand on: the same environment and services as those of the unit tests."""

from tests.unit.conftest import bucket as bucket
from tests.unit.conftest import registration as registration
from tests.unit.conftest import served as served
from tests.unit.conftest import settings as settings
