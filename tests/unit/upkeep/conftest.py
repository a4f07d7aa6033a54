"""What looks after runs stands on the world that hosting has: one account, and what it holds."""

from tests.unit.hosting.conftest import buy as buy
from tests.unit.hosting.conftest import hosted as hosted
from tests.unit.hosting.conftest import plan as plan
from tests.unit.hosting.conftest import serve as serve
from tests.unit.hosting.conftest import world as world
