"""The vocabulary finds what looking through every text finds."""

from hypothesis import given
from hypothesis import strategies as st

from matchmaking.domain.vocabulary import Vocabulary

LETTERS = st.sampled_from("aab chđ電網 \n\t\u00a0")
TEXTS = st.lists(st.text(LETTERS, max_size=12), max_size=8)


@given(TEXTS, st.text(LETTERS.filter(lambda letter: not letter.isspace()), min_size=1, max_size=3))
def test_it_is_the_same_as_looking_through_all(texts: list[str], word: str) -> None:
    assert Vocabulary(texts).containing(word).tolist() == [word in text for text in texts]


def test_a_word_does_not_reach_across_two() -> None:
    texts = ["street lights", "streetlights"]
    assert Vocabulary(texts).containing("tlights").tolist() == [False, True]
    assert Vocabulary(texts).containing("light").tolist() == [True, True]
    assert Vocabulary([]).containing("a").tolist() == []
