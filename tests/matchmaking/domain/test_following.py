"""What a company says is encoded once it is saved: in a worker, once, and never in a page."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import numpy as np
import pytest
from kombu.exceptions import OperationalError

from companies.domain.organisations import change_organisation
from companies.domain.statements import add_statement, change_statement, remove_statement
from companies.models import Sector
from matchmaking import tasks
from matchmaking.domain import following, vectors
from matchmaking.domain.shipped import shipped_vectors
from matchmaking.domain.suggestions import sector_names
from matchmaking.engine.scoring.text.encoder import (
    default_encoder,
    default_space,
    encode_texts,
    text_key,
)
from matchmaking.models import TextVector
from tests.factories import OrganisationFactory
from tests.matchmaking.conftest import WordEncoder

Committed = Callable[[], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def _follows(settings) -> None:
    settings.FOLLOWS_PROFILES = True


@pytest.fixture
def committed(django_capture_on_commit_callbacks) -> Committed:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Ids of the organisations whose texts a worker is asked to encode."""
    sent: list[int] = []
    monkeypatch.setattr(
        tasks.encode_organisation_task, "apply_async", lambda args, **_kwargs: sent.append(args[0])
    )
    return sent


@pytest.mark.django_db
class TestASavedText:
    def test_has_its_vector(self, committed: Committed, quick_encoder: WordEncoder) -> None:
        company = OrganisationFactory(tagline="Street lights")
        with committed():
            add_statement(company, kind="need", text="A pump for wells", language="en")
        expected = quick_encoder.encode(["A pump for wells"], "need")[0]
        found = vectors.vector_of("A pump for wells", "need")
        assert found is not None
        assert np.allclose(found, expected, atol=1e-4)
        assert vectors.vector_of("  A   pump for wells ", "need") is not None
        assert vectors.vector_of("Street lights", "offer") is not None

    def test_has_one_of_its_own_role(
        self, committed: Committed, quick_encoder: WordEncoder
    ) -> None:
        with committed():
            add_statement(
                OrganisationFactory(), kind="need", text="A pump for wells", language="en"
            )
        assert vectors.vector_of("A pump for wells", "offer") is None
        assert vectors.vector_of("", "need") is None

    def test_is_encoded_once(self, committed: Committed, quick_encoder: WordEncoder) -> None:
        Sector.objects.exclude(parent=None).delete()  # the names of sectors are read as well
        Sector.objects.all().delete()
        company = OrganisationFactory()
        with committed():
            add_statement(company, kind="need", text="A pump for wells", language="en")
            add_statement(
                OrganisationFactory(), kind="need", text="A pump for wells", language="en"
            )
        assert TextVector.objects.count() == 1
        assert vectors.encode_organisation(company.pk) == 0

    def test_is_encoded_again_when_it_changed(
        self, committed: Committed, quick_encoder: WordEncoder
    ) -> None:
        with committed():
            statement = add_statement(
                OrganisationFactory(), kind="offer", text="A pump for wells", language="en"
            )
        with committed():
            change_statement(statement, text="A well for villages")
        assert vectors.vector_of("A well for villages", "offer") is not None

    def test_waits_for_no_model_where_nothing_is_new(
        self, committed: Committed, quick_encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        company = OrganisationFactory()
        with committed():
            add_statement(company, kind="need", text="A pump for wells", language="en")

        def fail() -> None:
            raise AssertionError("the model was loaded")

        monkeypatch.setattr(vectors, "this_encoder", fail)
        assert vectors.encode_organisation(company.pk) == 0
        assert vectors.vector_of("A pump for wells", "need") is not None


@pytest.mark.django_db
class TestAWorkerIsAsked:
    def test_on_each_kind_of_change(self, committed: Committed, asked: list[int]) -> None:
        company = OrganisationFactory()
        with committed():
            statement = add_statement(company, kind="need", text="A pump for wells", language="en")
        following.forget_asked(company.pk)
        with committed():
            change_organisation(company, by=None, tagline="Water for all")
        following.forget_asked(company.pk)
        with committed():
            remove_statement(statement)
        assert asked == [company.pk] * 3

    def test_once_for_many_changes_in_a_moment(
        self, committed: Committed, asked: list[int]
    ) -> None:
        company = OrganisationFactory()
        with committed():
            for text in ("A pump for wells", "A well for villages", "A pipe of steel"):
                add_statement(company, kind="need", text=text, language="en")
        assert asked == [company.pk]

    def test_only_when_it_is_committed(self, asked: list[int]) -> None:
        add_statement(OrganisationFactory(), kind="need", text="A pump for wells", language="en")
        assert asked == []


@pytest.mark.django_db(transaction=True)
def test_nobody_fails_when_the_broker_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.encode_organisation_task, "apply_async", refuse)
    company = OrganisationFactory()
    add_statement(company, kind="need", text="A pump for wells", language="en")
    assert company.statements.count() == 1
    assert "no broker" in caplog.text


def test_the_space_of_the_default_encoder_is_known_without_it() -> None:
    encoder, space = default_encoder(), default_space()
    assert (space.name, space.version, space.dimensions) == (
        encoder.name,
        encoder.version,
        encoder.dimensions,
    )


@pytest.mark.django_db
def test_what_is_shipped_of_the_sectors_names_is_what_the_model_reads() -> None:
    encoder = default_encoder()
    texts = [("offer", name) for name in sector_names().by_language[1][:3]]
    keys = [text_key(encoder, role, text) for role, text in texts]
    shipped = shipped_vectors(keys)
    stored = np.stack([np.frombuffer(shipped[key], dtype="<i2") for key in keys])
    read = encode_texts(texts, encoder, {})
    # Another processor may round the last digits otherwise.
    assert np.abs(stored.astype(int) - read).max() <= 64
