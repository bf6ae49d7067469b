"""Pictures that people send: checked by what they contain, and stored as we write them anew.

A name says nothing on what a file is, and a picture may carry where it was taken: so the pixels
alone are kept, turned upright, no larger than needed, under a name of our own.
"""

import warnings
from io import BytesIO
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

LARGEST_FILE = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
SMALLEST_SIDE = 32
KINDS = ("PNG", "JPEG", "WEBP")


def clean_picture(
    upload: UploadedFile, *, side: int = 512, largest: int = LARGEST_FILE
) -> ContentFile:
    """The picture as a PNG or JPEG file of at most `side` pixels a side; refused if it is none."""
    if (upload.size or 0) > largest:
        raise ValidationError(
            _("This file has %(size)s. Choose a picture of at most %(most)s.")
            % {"size": filesizeformat(upload.size or 0), "most": filesizeformat(largest)},
            code="too_large",
        )
    not_one = ValidationError(
        _("This file is no picture that we can read. Choose a PNG, JPEG or WebP file."),
        code="no_picture",
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            upload.seek(0)
            with Image.open(upload, formats=KINDS) as picture:
                _refuse_size(*picture.size)
                picture.load()
                upright = ImageOps.exif_transpose(picture)
                return _written(upright, side)
    except ValidationError:
        raise
    except Exception as error:  # a broken file breaks the reader in any way it likes
        raise not_one from error


def _refuse_size(width: int, height: int) -> None:
    if min(width, height) < SMALLEST_SIDE:
        raise ValidationError(
            _("This picture has %(width)s × %(height)s pixels. Choose one of at least 32 × 32.")
            % {"width": width, "height": height},
            code="too_small",
        )
    if width * height > MOST_PIXELS:
        raise ValidationError(
            _("This picture has %(width)s × %(height)s pixels. Make it smaller and send it again.")
            % {"width": width, "height": height},
            code="too_many_pixels",
        )


def _written(picture: Image.Image, side: int) -> ContentFile:
    see_through = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    pixels = picture.convert("RGBA" if see_through else "RGB")
    pixels.thumbnail((side, side), Image.Resampling.LANCZOS)
    pixels.info = {}
    written = BytesIO()
    if see_through:
        pixels.save(written, "PNG", optimize=True)
    else:
        pixels.save(written, "JPEG", quality=85, optimize=True)
    return ContentFile(written.getvalue(), name=f"{uuid4().hex}.{'png' if see_through else 'jpg'}")


class PictureField(forms.FileField):
    """A file field whose cleaned value is a picture written anew, or False to take it away."""

    widget = forms.ClearableFileInput

    def __init__(self, *, side: int = 512, largest: int = LARGEST_FILE, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.side = side
        self.largest = largest
        self.widget.attrs["accept"] = "image/png,image/jpeg,image/webp"

    def clean(self, data: object, initial: object = None) -> object:
        cleaned = super().clean(data, initial)
        if isinstance(cleaned, UploadedFile):
            return clean_picture(cleaned, side=self.side, largest=self.largest)
        return cleaned
