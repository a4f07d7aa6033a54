import os
import signal
import threading

import pytest

from rehearsal.interruption import SIGNALS, Interrupted, interruptible, undisturbed


def send(number: int) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_what_runs_with_the_shells_exit_code(number: int) -> None:
    with pytest.raises(Interrupted) as caught, interruptible():
        send(number)

    assert 128 + number == caught.value.exit_code


def test_ctrl_c_is_130() -> None:
    assert 130 == Interrupted(signal.SIGINT).exit_code


def test_a_signal_waits_for_an_undisturbed_block_to_end() -> None:
    done = []

    def work() -> None:
        with undisturbed():
            send(signal.SIGTERM)
            done.append("the whole block")
        done.append("never")

    with pytest.raises(Interrupted), interruptible():
        work()

    assert ["the whole block"] == done


def test_handlers_are_given_back() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]

    with interruptible(), undisturbed():
        pass

    assert before == [signal.getsignal(number) for number in SIGNALS]


def test_threads_that_get_no_signals_may_be_undisturbed_too() -> None:
    done = []

    def work() -> None:
        with undisturbed():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert [True] == done
