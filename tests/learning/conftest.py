"""What a model learns: the tests of this folder train models, which takes seconds for each."""

from tests.unit.rehearsal.model.conftest import base as base
from tests.unit.rehearsal.model.conftest import intents as intents
from tests.unit.rehearsal.model.conftest import tickets as tickets
