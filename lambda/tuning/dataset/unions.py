"""Groups of numbers that belong together, however they were found to."""


class Unions:
    """Numbers that are put together, two at a time.

    Attributes:
        joined: those that were put together with others.
    """

    def __init__(self) -> None:
        """Start with every number by itself."""
        self._lower: dict[int, int] = {}
        self.joined: set[int] = set()

    def lowest(self, number: int) -> int:
        """Return the lowest number that one belongs together with."""
        path = []
        while (lower := self._lower.get(number, number)) != number:
            path.append(number)
            number = lower
        for each in path:
            self._lower[each] = number
        return number

    def join(self, one: int, other: int) -> None:
        """Put two numbers together, and all that belongs to either."""
        low, high = sorted((self.lowest(one), self.lowest(other)))
        if low != high:
            self._lower[high] = low
            self.joined |= {one, other}
