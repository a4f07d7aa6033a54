"""What the faults stand on: the same environment and the same run as every room's tests."""

from tests.unit.conftest import bucket as bucket
from tests.unit.conftest import outbox as outbox
from tests.unit.conftest import registration as registration
from tests.unit.conftest import served as served
from tests.unit.conftest import settings as settings
from tests.unit.hosting.conftest import plan as plan
from tests.unit.hosting.conftest import world as world
