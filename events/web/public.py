"""What pages for strangers have in common: they keep well in caches, and each language has an
address of its own.

A stranger's page sets no cookie and holds no secret, so that any cache on the way may hand it to
the next stranger. Whoever has signed in gets theirs from us, each time.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from companies.web.limits import limited

LANGUAGES = dict(settings.LANGUAGES)
OPEN_GRAPH = {"en": "en_GB", "vi": "vi_VN", "zh-hant": "zh_TW", "ko": "ko_KR"}
FRESH, SHARED, STALE = 60, 300, 600  # seconds: in a browser, in a shared cache, while it asks anew
RATE = "240/m"  # an address may be that of a whole fair behind one router


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the page in the language that `?lang=` names, and say who may keep it."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = request.GET.get("lang", "")
        if language in LANGUAGES:
            with translation.override(language):
                request.LANGUAGE_CODE = language
                response = view(request, *args, **kwargs)
                response.headers.setdefault("Content-Language", language)
        else:
            response = view(request, *args, **kwargs)
        return _kept(request, response)

    return limited(RATE, method=("GET", "HEAD"))(shown)


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    elif response.status_code == 200 and not response.cookies and "Set-Cookie" not in response:
        patch_cache_control(
            response,
            public=True,
            max_age=FRESH,
            s_maxage=SHARED,
            stale_while_revalidate=STALE,
        )
    return response


def languages_of(address: str) -> list[tuple[str, str]]:
    """The page's address in each language, for search engines."""
    return [(code, f"{address}?lang={code}") for code in LANGUAGES]


def canonical(request: HttpRequest, address: str) -> str:
    """The one address of what is shown: with the language where it was asked for by address."""
    language = request.GET.get("lang", "")
    return f"{address}?lang={language}" if language in LANGUAGES else address


def open_graph_locale() -> str:
    """The language that is shown, as Open Graph names it: language and territory."""
    return OPEN_GRAPH.get(translation.get_language() or "", "en_GB")
