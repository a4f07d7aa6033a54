"""Runs that look at the same moment: before every call of a service any other may be first."""

import random
import threading
from collections.abc import Callable
from typing import Any, Final

CALLS: Final = ("get_item", "update_item", "get_paginator", "describe_execution")


class Together:
    """Threads of which one runs at a time, and hands over at each call by the luck of a seed."""

    def __init__(self, account: Any, *, seed: int) -> None:
        self._luck = random.Random(seed)
        self._turns: dict[int, threading.Semaphore] = {}
        self._back = threading.Semaphore(0)
        for name in CALLS:
            setattr(account, name, self._handing_over(getattr(account, name)))

    def _handing_over(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **named: Any) -> Any:
            turn = self._turns.get(threading.get_ident())
            if turn:
                self._back.release()
                turn.acquire()
            return call(*args, **named)

        return called

    def act(self, acts: list[Callable[[], object]]) -> None:
        """Have all act at once, to the end."""
        waiting: list[threading.Thread] = []
        for act in acts:
            thread = threading.Thread(target=self._live, args=(act,), daemon=True)
            thread.start()
            self._back.acquire()
            waiting.append(thread)
        while waiting:
            thread = self._luck.choice(waiting)
            self._turns[thread.ident or 0].release()
            self._back.acquire()
            waiting = [each for each in waiting if each.ident in self._turns]

    def _live(self, act: Callable[[], object]) -> None:
        me, turn = threading.get_ident(), threading.Semaphore(0)
        self._turns[me] = turn
        self._back.release()
        turn.acquire()
        try:
            act()
        finally:
            del self._turns[me]
            self._back.release()
