"""Where photos of people lie. Their addresses are those of a view that asks who may see them."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage


def face_storage() -> FileSystemStorage:
    """The same folder as for other uploads, at an address of its own."""
    return FileSystemStorage(base_url=settings.FACES_URL)
