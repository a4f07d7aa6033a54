from tuning import room


def test_as_many_of_the_first_as_have_room() -> None:
    assert ("a", "b") == room.fitting(["a", "b", "c"], 8)
    assert () == room.fitting(["x" * 100, "y"], 50)


def test_lines_without_room_are_counted_and_what_was_said_is_not_said_again() -> None:
    assert ("a", "b") == room.lines(["a", "b", "a"])
    assert ("a", "2 more of these lines have no room here") == room.lines(["a", "b" * 9, "c"], 8)
