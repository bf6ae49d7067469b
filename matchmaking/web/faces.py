"""Photos of people, for those who may see them."""

from mimetypes import guess_type

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from companies.models import User
from companies.web.limits import limited
from matchmaking.domain.faces import may_see_face

HOUR = 60 * 60


@require_safe
@limited("1200/m", method=("GET", "HEAD"))
def face(request: HttpRequest, name: str) -> HttpResponse:
    """The photo; a 404 for whom it is not meant, signed in or not.

    Another photo of the person is another name: what a browser has is right for as long as it may
    keep it, which is an hour, so that somebody who may no longer see it soon does not.
    """
    person = User.objects.filter(photo=name.replace("\0", "")).exclude(photo="").first()
    if person is None or not may_see_face(request.user, person):
        raise Http404
    tag = quote_etag(name)
    kept: HttpResponse | None = get_conditional_response(request, etag=tag)
    response = kept or HttpResponse(_bytes(person), content_type=guess_type(name)[0])
    response["ETag"] = tag
    patch_vary_headers(response, ["Cookie"])
    patch_cache_control(response, private=True, max_age=HOUR)
    return response


def _bytes(person: User) -> bytes:
    """The file, of at most some ten kilobytes; a 404 where the disk has lost it."""
    try:
        with person.photo.open("rb") as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError as error:
        raise Http404 from error
