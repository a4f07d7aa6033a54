from typing import Any

import pytest

from tests.unit.report.conftest import FOLDER
from tuning.dataset.figures import DatasetReport
from tuning.report.findings import gather
from tuning.run.run import Run


def test_a_report_survives_the_way_through_the_bucket(
    endings: dict[str, Run], left: Any, report: DatasetReport
) -> None:
    assert report == gather(endings["kept"]).dataset


@pytest.mark.parametrize("found", [b"", b"{}", b'{"outcome": "rejected"}', b"[", b"3"])
def test_a_report_of_another_shape_is_left_out(
    endings: dict[str, Run], left: Any, found: bytes
) -> None:
    left.objects[f"{FOLDER}/dataset.json"] = found

    assert gather(endings["kept"]).dataset is None
