"""Sectors suggested from a text: what a page does without a model, what a worker reads for it."""

from types import SimpleNamespace

import numpy as np
import pytest
from django.core.cache import cache
from kombu.exceptions import OperationalError

from companies.models import Sector
from matchmaking import tasks
from matchmaking.domain import suggestions
from matchmaking.engine.scoring.similarity import Calibration
from matchmaking.engine.scoring.text import labels
from matchmaking.engine.scoring.text.encoder import text_key
from matchmaking.engine.scoring.text.reference import LANGUAGES, Reference
from matchmaking.models import TextVector

pytestmark = pytest.mark.django_db

WORDS = ("bus", "xe buýt", "lamp", "đèn")
NEED = "Cần vé cho xe buýt điện"


class WordEncoder:
    """A space of two things, buses and lamps, by their words."""

    name, version, dimensions = "words", "1", 3
    read: list[str]

    def __init__(self) -> None:
        self.read = []

    def encode(self, texts: list[str], role: str) -> "np.ndarray":
        self.read += texts
        rows = [
            [
                1e-3,
                *(float(any(w in text.lower() for w in pair)) for pair in (WORDS[:2], WORDS[2:])),
            ]
            for text in texts
        ]
        found = np.array(rows)
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def without_sectors() -> None:
    """Branches go after their twigs."""
    Sector.objects.exclude(parent=None).delete()
    Sector.objects.all().delete()


@pytest.fixture
def encoder(monkeypatch) -> WordEncoder:
    made = WordEncoder()
    nowhere = np.zeros(3, dtype=np.int64)
    reference = Reference(
        {(language, role): nowhere for language in LANGUAGES for role in ("need", "offer")},
        Calibration((0, 1, 2, 3)),
    )
    monkeypatch.setattr(suggestions, "this_space", lambda: made)
    monkeypatch.setattr(suggestions, "this_encoder", lambda: made)
    monkeypatch.setattr("matchmaking.domain.vectors.this_space", lambda: made)
    monkeypatch.setattr(suggestions, "known_reference", lambda _space: reference)
    monkeypatch.setattr(labels, "concept_vectors", lambda texts: np.zeros((len(texts), 2)))
    without_sectors()
    for code, english, vietnamese in (("bus", "Bus", "Xe buýt"), ("lamp", "Lamp", "Đèn")):
        Sector.objects.create(code=code, name_en=english, name_vi=vietnamese)
    return made


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """Keys of the drafts that workers were asked to read, which nobody does."""
    keys: list[str] = []
    monkeypatch.setattr(
        tasks,
        "encode_draft_task",
        SimpleNamespace(apply_async=lambda args, **_: keys.append(*args)),
    )
    return keys


def test_a_page_asks_a_worker_once_and_encodes_nothing(encoder, asked) -> None:
    for _ in range(2):
        assert suggestions.suggest_sectors(NEED, "need", "vi") == ([], True)
    assert len(asked) == 1
    assert encoder.read == []


def test_what_a_worker_read_is_suggested(encoder, asked) -> None:
    suggestions.suggest_sectors(NEED, "need", "vi")
    assert suggestions.read_draft(asked[0])
    assert suggestions.suggest_sectors(f"  {NEED} ", "need", "vi") == (["bus"], False)
    # The draft is in the cache alone: what is never saved is never stored.
    assert TextVector.objects.filter(text_hash=asked[0]).count() == 0
    assert TextVector.objects.count() == 2 * 4 - 4  # equal names in two languages are one text


def test_a_text_that_is_saved_is_read_no_more(encoder, asked) -> None:
    suggestions.encode_sectors()
    key = text_key(encoder, "need", NEED)
    vector = np.array([0, 32_000, 0], dtype="<i2").tobytes()
    TextVector.objects.create(encoder="words/1", text_hash=key, vector=vector)
    assert suggestions.suggest_sectors(NEED, "need", "vi") == (["bus"], False)
    assert asked == []


def test_sectors_are_read_once(encoder) -> None:
    assert suggestions.encode_sectors() == 4
    encoder.read.clear()
    assert suggestions.encode_sectors() == 0
    Sector.objects.filter(code="bus").update(name_en="Coach bus")
    assert suggestions.encode_sectors() > 0


def test_a_draft_that_is_forgotten_is_not_read(encoder) -> None:
    assert not suggestions.read_draft("0" * 64)


def test_without_a_broker_the_glossary_speaks_alone(encoder, monkeypatch) -> None:
    def away(*_args: object, **_more: object) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks, "encode_draft_task", SimpleNamespace(apply_async=away))
    assert suggestions.suggest_sectors(NEED, "need", "vi") == ([], False)


def test_without_weights_the_glossary_speaks_alone(monkeypatch, asked) -> None:
    from matchmaking.engine.scoring.text.fallback import FallbackEncoder

    monkeypatch.setattr(suggestions, "this_space", FallbackEncoder)
    without_sectors()
    Sector.objects.create(code="smart_city.lighting", name_en="Street lighting")
    Sector.objects.create(code="health", name_en="Health")
    codes, more = suggestions.suggest_sectors("LED street lights for a city", "offer", "en")
    assert codes == ["smart_city.lighting"]
    assert (more, asked) == (False, [])


@pytest.mark.parametrize("size", [1, 3])
def test_a_page_takes_three_queries(encoder, asked, django_assert_num_queries, size) -> None:
    for number in range(size):
        Sector.objects.create(code=f"more{number}", name_en=f"More {number}")
    cache.clear()
    with django_assert_num_queries(3):
        suggestions.suggest_sectors(NEED, "need", "vi")


def test_the_sectors_names_are_shipped_so_that_no_installation_reads_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where a name or the weights have changed: `python manage.py ship_sector_vectors`."""

    def no_model() -> None:
        raise AssertionError("the model is loaded for names that are shipped")

    monkeypatch.setattr(suggestions, "this_encoder", no_model)
    cache.clear()
    number = 4 * Sector.objects.count()
    assert number > 400
    assert suggestions.encode_sectors() == number
    space = suggestions.this_space()
    assert TextVector.objects.filter(encoder=f"{space.name}/{space.version}").count() == number
    sizes = {len(bytes(vector)) for vector in TextVector.objects.values_list("vector", flat=True)}
    assert sizes == {2 * space.dimensions}
    cache.clear()
    assert suggestions.encode_sectors() == 0


def test_a_name_of_an_installations_own_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    space = suggestions.this_space()

    class Reads:
        name, version, dimensions = space.name, space.version, space.dimensions

        def encode(self, texts: list[str], role: str) -> "np.ndarray":
            read.extend(texts)
            return np.full((len(texts), self.dimensions), 0.05, dtype=np.float32)

    monkeypatch.setattr(suggestions, "this_encoder", Reads)
    cache.clear()
    Sector.objects.create(code="kites", name_en="Kites", name_vi="Diều")
    suggestions.encode_sectors()
    assert sorted(read) == ["Diều", "Kites"]
