"""Pictures that people send: what is refused, in words, and what is kept of the others."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from companies import pictures
from companies.pictures import clean_picture


def picture(kind: str = "PNG", size: tuple[int, int] = (800, 400), **more: object) -> bytes:
    written = BytesIO()
    Image.new(str(more.pop("mode", "RGB")), size, "teal").save(written, kind, **more)
    return written.getvalue()


def upload(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_written_anew_and_made_small(kind: str) -> None:
    kept = clean_picture(upload(picture(kind), "../../Our logo.exe"), side=200)
    with Image.open(kept) as again:
        assert again.size == (200, 100)
        assert again.format == "JPEG"
    assert kept.name is not None
    assert kept.name.endswith(".jpg")
    assert "logo" not in kept.name


def test_what_is_see_through_stays_so() -> None:
    kept = clean_picture(upload(picture(mode="RGBA")))
    with Image.open(kept) as again:
        assert (again.format, again.mode) == ("PNG", "RGBA")


def test_where_and_with_what_it_was_taken_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x0110] = "A telephone"
    exif[0x0112] = 6  # turned by a quarter
    kept = clean_picture(upload(picture("JPEG", (80, 40), exif=exif)))
    assert b"A telephone" not in kept.read()
    kept.seek(0)
    with Image.open(kept) as again:
        assert again.size == (40, 80)
        assert not again.getexif()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 not a picture at all", "no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no_picture"),
        (picture()[:200], "no_picture"),
        (b"", "no_picture"),
        (picture("GIF"), "no_picture"),
        (picture(size=(20, 500)), "too_small"),
    ],
    ids=["pdf", "svg", "cut off", "empty", "gif", "too small"],
)
def test_what_is_no_picture_for_us_is_refused_in_words(content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_picture(upload(content))
    assert refusal.value.code == code
    assert "." in refusal.value.messages[0]


def test_a_large_file_is_refused_before_it_is_read(monkeypatch) -> None:
    monkeypatch.setattr(pictures.Image, "open", lambda *_a, **_k: pytest.fail("read"))
    with pytest.raises(ValidationError) as refusal:
        clean_picture(upload(bytes(pictures.LARGEST_FILE + 1)))
    assert refusal.value.code == "too_large"
    assert "5.0" in refusal.value.messages[0]


def test_a_small_file_of_very_many_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_picture(upload(picture(size=(9000, 9000))))
    assert refusal.value.code == "too_many_pixels"
