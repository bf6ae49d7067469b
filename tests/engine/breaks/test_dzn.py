"""Reading a B2BSP file, and what is said of one that cannot be read."""

import pytest

from matchmaking.engine import ProblemError
from matchmaking.engine.breaks.dzn import parse_instance, read_instance

FILE = """% three companies
nBusiness = 3; nMeetings = 2; nTables = 2;
nTotalSlots = 4;
nMorningSlots = 2;
requested = [|1,2,1,
|2,3,3,
|];
meetingsxBusiness = [{1,2},{1,2,3},{1,3}];
nMeetingsBusiness = [1,2,1];
forbidden = [{0},{0,2},{0}];
fixed = [0,4];
precedences = [{},{1}];
"""


def test_every_field_is_read():
    instance = parse_instance(FILE, fairness=1)
    assert instance.slots == 4
    assert instance.meetings == ((0, 1), (1, 2))
    assert instance.domains == (frozenset({0}), frozenset({3}))
    assert instance.tables == (2, 2, 2, 2)
    assert instance.precedences == ((0, 1),)
    assert instance.attends == ((0,), (0, 1), (1,))
    assert instance.fairness == 1


def test_an_afternoon_meeting_is_in_the_afternoon():
    text = FILE.replace("1,2,1", "1,2,2").replace("[0,4]", "[0,0]")
    assert parse_instance(text).domains == (frozenset({2, 3}), frozenset({0, 2, 3}))


def test_ranges_and_comments_are_read():
    text = (
        FILE.replace("{0,2}", "1..2").replace("{0}", "{}").replace("% three", "/* of; a\nblock */")
    )
    text = text.replace("companies\n", "\n")
    assert parse_instance(text, fairness=1).domains == (frozenset(), frozenset({3}))


def test_lists_in_lists_are_refused():
    with pytest.raises(ProblemError, match="number is expected"):
        parse_instance(FILE.replace("[0,4]", "[" * 100_000))


def test_an_event_without_meetings_is_read():
    text = "nBusiness=0;nMeetings=0;nTables=0;nTotalSlots=1;nMorningSlots=1;requested=[||];"
    assert parse_instance(text).meetings == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("nTables = 2;", "", "", "nTables is missing"),
        ("nTables = 2;", "nTables = -1;", "line 2", "whole number"),
        ("nTables = 2;", "nTables = 2; nTables = 3;", "line 2", "given twice"),
        ("nTotalSlots = 4;", "nTotalSlots = 0;", "line 3", "at least 1"),
        ("nTotalSlots = 4;", "nTotalSlots = 4000000;", "line 3", "at most"),
        ("nMorningSlots = 2;", "nMorningSlots = 5;", "line 4", "more than the 4 slots"),
        ("nMeetings = 2;", "nMeetings = 3;", "line 5", "2 rows where nMeetings is 3"),
        ("|2,3,3", "|2,3", "line 6", "three numbers"),
        ("|2,3,3", "|2,4,3", "line 6", "no participant 4"),
        ("|2,3,3", "|2,0,3", "line 6", "no participant 0"),
        ("|2,3,3", "|2,2,3", "line 6", "cannot meet itself"),
        ("|2,3,3", "|2,3,4", "line 6", "not 4"),
        ("|2,3,3", "|2,three,3", "line 6", "not 'three'"),
        ("{0,2}", "{0,5}", "line 10", "not in 1..4"),
        ("{0,2},", "", "line 10", "2 sets where 3"),
        ("forbidden = [{0},{0,2},{0}]", "forbidden = [0,2,0]", "line 10", "list of sets"),
        ("fixed = [0,4]", "fixed = [0,5]", "line 11", "fixed to slot 5"),
        ("fixed = [0,4]", "fixed = [0]", "line 11", "1 numbers where 2"),
        ("precedences = [{},{1}]", "precedences = [{},{3}]", "line 12", "not in 1..2"),
        ("precedences = [{},{1}];", "precedences = [{},{1}", "line 13", "the file ends"),
        ("[|1,2,1,", "[[1,2,1,", "line 5", "not '['"),
        ("nTables = 2;", "nTables = 2$", "line 2", "not expected"),
        ("nTables = 2;", "7 = 2;", "line 2", "name is expected"),
    ],
)
def test_a_fault_is_named_with_its_place(old, new, place, words):
    assert old in FILE
    with pytest.raises(ProblemError) as caught:
        parse_instance(FILE.replace(old, new))
    assert caught.value.path == place
    assert words in caught.value.message


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "event.dzn"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProblemError, match="not text"):
        read_instance(path)


def test_a_negative_fairness_bound_is_refused():
    with pytest.raises(ProblemError, match="0 or more"):
        parse_instance(FILE, fairness=-1)
