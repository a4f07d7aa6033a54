"""What the live view draws fits the terminal, whatever goes on and however small it is."""

import io
import re

import pytest
from rich.console import Console

from rehearsal.walk import NAMES
from tuning.cli.following.frame import elapsed
from tuning.cli.following.view import LiveView

ROWS = ("embedded AWS", "cdk bootstrap", "cdk deploy", "drop", *NAMES)
SIZES = [(80, 24), (60, 20), (80, 10), (60, 6), (200, 60)]
MONEY = "$0.21 + 160 scores by a judge (price unknown)"


class Watched:
    """A view in a terminal of a fixed size, with a clock that stands still between steps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
        self.now = 1000.0
        monkeypatch.setattr("tuning.cli.following.view.time.monotonic", lambda: self.now)
        width, height = size
        self.size = size
        self.out = io.StringIO()
        self.console = Console(
            file=self.out, force_terminal=True, width=width, height=height, highlight=False
        )
        self.view = LiveView(self.console)
        self.view.expect(*ROWS)
        self.view.spend(MONEY)

    def drawn(self) -> list[str]:
        """Draw a frame, and return its lines as they fill the screen."""
        options = self.console.options
        lines = self.console.render_lines(self.view.frame(), options, pad=False)
        return ["".join(segment.text for segment in line) for line in lines]

    def done(self, name: str, detail: str = "fine") -> None:
        self.view.begin(name)
        self.now += 3
        self.view.end(name, "succeeded", detail)


@pytest.mark.parametrize("size", SIZES)
def test_at_every_step_what_runs_the_clock_and_the_money_are_in_sight(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch, size)
    for step, name in enumerate(ROWS):
        watched.view.begin(name)
        watched.view.note(name, "a detail that is far too long for one line " * 5)
        watched.now += 3

        lines = watched.drawn()

        assert len(lines) <= size[1]
        assert all(len(line) <= size[0] for line in lines)
        assert any(line.startswith(f"▸ {name} ") for line in lines)
        assert any(line.startswith(elapsed(3.0 * (step + 1))) for line in lines)
        assert any("$0.21" in line for line in lines)
        watched.view.end(name, "succeeded", "fine")


def test_what_is_over_and_what_is_to_come_fold_to_a_line_each_where_not_all_fits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watched = Watched(monkeypatch, (60, 10))
    for name in ROWS[:12]:
        watched.done(name)
    watched.view.begin(ROWS[12])

    lines = watched.drawn()

    assert any(re.match(r"✓ \d+ over +(\d+ s|\d+m\d\ds)", line) for line in lines)
    assert any(re.match(r"· up to \d+ more to come", line) for line in lines)
    over = next(int(line.split()[1]) for line in lines if " over " in line)
    shown = [name for name in ROWS[:12] if any(name in line for line in lines)]
    assert 12 == over + len(shown)
    assert list(ROWS[12 - len(shown) : 12]) == shown


def test_everything_is_shown_where_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, (100, 60))
    watched.done(ROWS[0])
    watched.view.begin(ROWS[1])

    lines = watched.drawn()

    assert all(any(name in line for line in lines) for name in ROWS)
    assert not any(" over " in line or "to come" in line for line in lines)


def test_what_was_passed_by_is_no_more_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, (60, 6))
    watched.done(ROWS[0])
    watched.view.begin(ROWS[-1])

    assert not any("to come" in line for line in watched.drawn())


def test_a_failure_stays_in_sight_before_what_went_well(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, (80, 10))
    watched.view.begin(ROWS[0])
    watched.view.end(ROWS[0], "failed", "no disk left")
    for name in ROWS[1:12]:
        watched.done(name)
    watched.view.begin(ROWS[12])

    assert any("no disk left" in line for line in watched.drawn())


def test_a_remark_is_drawn_with_its_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, (60, 20))
    watched.view.begin(ROWS[0])
    watched.view.remark("throttle_once", "fault throttle_once struck ListTables")
    watched.view.remark("throttle_once", "fault throttle_once struck GetModel")

    lines = watched.drawn()

    assert ["! fault throttle_once struck GetModel"] == [
        line.rstrip() for line in lines if "throttle" in line
    ]


def test_a_terminal_that_is_resized_is_filled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, (80, 24))
    for name in ROWS[:15]:
        watched.done(name)
    watched.view.begin(ROWS[15])
    for width, height in ((80, 24), (60, 20), (40, 8), (120, 50)):
        watched.console.size = (width, height)

        lines = watched.drawn()

        assert len(lines) <= height
        assert all(len(line) <= width for line in lines)
        assert any(line.startswith("▸ ") for line in lines)


def test_the_frames_are_on_a_screen_of_their_own_and_the_last_stays_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So that no frame is left behind, whether the terminal was resized or Ctrl-C came."""
    watched = Watched(monkeypatch, (80, 10))

    with watched.view as view:
        for name in ROWS[:15]:
            watched.done(name)
        view.say("something that stays")

    written = watched.out.getvalue()
    inside, _, after = written.partition("\x1b[?1049l")
    assert "\x1b[?1049h" in inside
    assert "\x1b[2J\x1b[H" in inside
    assert "something that stays" in after
    assert all(1 == after.count(f" {name} ") for name in ROWS[:15])
    assert "to come" not in after


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.44, "0.4 s"), (9.96, "10 s"), (42.4, "42 s"), (62, "1m02s"), (3720, "1h02m")],
)
def test_time_is_short(seconds: float, words: str) -> None:
    assert words == elapsed(seconds)
