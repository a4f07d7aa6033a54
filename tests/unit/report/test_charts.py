import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.dataset.quality.lengths import Bin
from tuning.report import charts, svg
from tuning.report.loss_chart import MOST_POINTS, losses
from tuning.run.evaluation import BaselineScore, Score
from tuning.training.losses import Curves, Point

SVG = "{http://www.w3.org/2000/svg}"
LOSS = st.one_of(st.none(), st.floats(0, 1e6))
POINTS = st.lists(st.builds(Point, step=st.integers(0, 10**6), epoch=st.integers(0, 5), loss=LOSS))


def curve(*values: float | None) -> tuple[Point, ...]:
    return tuple(Point(step=step, epoch=0, loss=loss) for step, loss in enumerate(values))


@given(POINTS, POINTS)
def test_any_curves_make_a_well_formed_picture_or_none(
    training: list[Point], validation: list[Point]
) -> None:
    drawn = losses(Curves(training=tuple(training), validation=tuple(validation)))

    empty = all(point.loss is None for point in training + validation)
    assert (drawn == "") is empty
    if drawn:
        ElementTree.fromstring(drawn)  # noqa: S314  our own markup


def test_a_falling_loss_is_drawn_falling() -> None:
    drawn = losses(Curves(training=curve(3.0, 2.0, 1.0)))

    through = re.search(r'curve training" points="([^"]*)"', drawn)
    assert through
    heights = [float(place.split(",")[1]) for place in through[1].split()]
    assert heights == sorted(heights)
    assert heights[0] < heights[-1]


def test_a_curve_of_many_steps_is_drawn_by_means() -> None:
    drawn = losses(Curves(training=curve(*(float(n % 7) for n in range(10_000)))))

    through = re.search(r'curve training" points="([^"]*)"', drawn)
    assert through
    assert len(through[1].split()) == MOST_POINTS


def test_both_scores_and_the_interval_stand_at_their_places() -> None:
    row = Score(metric="rouge_l", base=0.25, custom=0.75, gain=0.5, gain_low=0.4, gain_high=0.9)

    drawn = charts.scores([row], min_gain=0.1)

    picture = ElementTree.fromstring(drawn)  # noqa: S314  our own markup
    dots = {dot.get("class"): dot.get("cx") for dot in picture.iter(f"{SVG}circle")}
    lines = {line.get("class"): line for line in picture.iter(f"{SVG}line")}
    assert {"base": "25.00%", "custom": "75.00%"} == dots
    assert ("65.00%", "100.00%") == (lines["interval"].get("x1"), lines["interval"].get("x2"))
    assert "35.00%" == lines["required"].get("x1")


def test_what_costs_nothing_is_marked_on_the_line_of_its_metric() -> None:
    row = Score(metric="rouge_l", base=0.25, custom=0.75, gain=0.5, gain_low=0.4, gain_high=0.9)
    other = replace(row, metric="token_f1")
    nearest = BaselineScore(name="nearest", must_beat=True, scores=(replace(row, base=0.6),))

    drawn = charts.scores([other, row], min_gain=0.1, baselines=[nearest])

    picture = ElementTree.fromstring(drawn)  # noqa: S314  our own markup
    (mark,) = (line for line in picture.iter(f"{SVG}line") if line.get("class") == "baseline")
    assert ("60.00%", "60.00%") == (mark.get("x1"), mark.get("x2"))
    assert float(mark.get("y1") or 0) > charts.ROW
    assert "nearest 0.600" in drawn


def test_the_tallest_bar_is_the_most_frequent_length() -> None:
    bins = [Bin(start=0, end=1, records=1), Bin(start=1, end=2, records=20_000)]

    drawn = charts.lengths(bins, name="prompts", title="Prompts")

    heights = [float(height) for height in re.findall(r'<rect[^>]*height="([\d.]+)"', drawn)]
    assert 110.0 == heights[1]
    assert heights[0] < 1
    assert ">20k<" in drawn


def test_a_bar_stands_between_the_lengths_that_it_counts() -> None:
    bins = [Bin(start=512, end=1024, records=3), Bin(start=1024, end=2048, records=1)]

    drawn = charts.lengths(bins, name="prompts", title="Prompts")

    edges = re.findall(r'x="([\d.]+)%" y="142.0" text-anchor="\w+">(\w+)<', drawn)
    assert [("0.00", "512"), ("14.29", "1k"), ("28.57", "2k")] == edges


def test_text_in_a_picture_is_escaped() -> None:
    drawn = svg.picture(
        svg.text(0, 0, "<b>"), name="n", title="<i>", description="a & b", height=10
    )

    assert "&lt;b&gt;" in drawn
    assert "&lt;i&gt;" in drawn
    assert "a &amp; b" in drawn


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 4, [0, 1, 2, 3, 4]),
        (0.45, 3.38, [0, 1, 2, 3, 4]),
        (0, 249, [0, 100, 200, 300]),
        (5, 5, [5, 5.002]),
        (0, 0, [0, 0.0005]),
    ],
)
def test_ticks_are_round_and_enclose_what_they_measure(
    low: float, high: float, expected: list[float]
) -> None:
    ticks = svg.ticks(low, high)

    assert ticks == pytest.approx(expected)
    assert ticks[0] <= low <= high <= ticks[-1]


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_are_few_for_any_range(low: float, span: float) -> None:
    ticks = svg.ticks(low, low + span)

    assert 2 <= len(ticks) <= 7
