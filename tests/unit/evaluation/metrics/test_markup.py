"""XML is well-formed or not, and built alike or not; the reference is libxml2."""

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tuning.evaluation.metrics.markup import xml_fields, xml_structure, xml_valid

BOMB = """<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]><a>&c;</a>"""


@given(st.text("<>/ab=\"' \n&;!-?", max_size=30))
def test_well_formed_is_what_libxml2_reads(text: str) -> None:
    assert reads(text) == xml_valid(text, "")


def reads(text: str) -> bool:
    try:
        etree.fromstring(text.strip())
    except etree.XMLSyntaxError:
        return False
    return True


def paths(element: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    place = (*above, element.tag)
    yield place
    for name in element.attrib:
        yield (*place, "@", name)
    for child in element:
        yield from paths(child, place)


def drawn(random: Random, depth: int = 0) -> str:
    name = random.choice("abc")
    attribute = random.choice(["", ' x="1"', ' y="2"', ' x="2" y="1"'])
    inner = "".join(drawn(random, depth + 1) for _ in range(random.randrange(0, 4 - depth)))
    return f"<{name}{attribute}>{inner or random.choice(['', 'text'])}</{name}>"


@pytest.mark.parametrize("seed", range(20))
def test_structure_is_the_f1_of_the_paths_of_elements_and_attributes(seed: int) -> None:
    random = Random(seed)
    for _ in range(100):
        answer, reference = drawn(random), drawn(random)
        ours, theirs = (Counter(paths(etree.fromstring(each))) for each in (answer, reference))
        expected = 2 * (ours & theirs).total() / (ours.total() + theirs.total())
        assert expected == pytest.approx(xml_structure(answer, reference))


def test_texts_values_order_and_a_fence_do_not_count() -> None:
    answer = '```xml\n<a>\n  <c x="2"/>\n  <b>one</b>\n</a>\n```'

    assert 1.0 == xml_structure(answer, '<a><b>two</b><c x="1"></c></a>')


REFERENCE = '<a><b x="1" y="2">one  word</b><b>two</b><c/></a>'


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("<a>\n <c></c>\n <b y='2' x='1'> one\nword </b>\n <b>two</b>\n</a>", 1.0),
        ('<a><b x="1" y="2">one word</b><b>three</b><c/></a>', 0.8),
        ('<a><b x="1" y="3">one word</b><b>two</b><c/></a>', 0.8),
        ('<a><b>two</b><b x="1" y="2">one word</b><c/></a>', 0.2),
        ('<a><b x="1" y="2">oneword</b><b>Two</b><c/></a>', 0.6),
        ("<d/>", 0.0),
    ],
)
def test_texts_and_values_count_where_they_belong(answer: str, expected: float) -> None:
    assert expected == pytest.approx(xml_fields(answer, REFERENCE))


@pytest.mark.parametrize("seed", range(20))
def test_documents_have_the_same_fields_when_they_are_the_same(seed: int) -> None:
    random = Random(seed)
    for _ in range(100):
        answer, reference = drawn(random), drawn(random)
        alike = canonical(answer) == canonical(reference)
        assert alike == (xml_fields(answer, reference) == 1.0)


def canonical(text: str) -> Any:
    """A document with the elements of one name in their order, each name apart."""

    def of(element: Any) -> Any:
        names = sorted({child.tag for child in element})
        inner = [(name, [of(child) for child in element.iterfind(name)]) for name in names]
        return element.tag, sorted(element.attrib.items()), element.text, inner

    return of(etree.fromstring(text))


@pytest.mark.parametrize("text", ["", "text", "<a>", "<a></b>", "<a/><b/>", "<a>&nbsp;</a>", BOMB])
def test_what_is_not_well_formed_or_defines_entities_scores_nothing(text: str) -> None:
    assert 0.0 == xml_valid(text, "") == xml_structure(text, text) == xml_fields(text, text)
