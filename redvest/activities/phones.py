"""Which phone it is: a random word in a cookie, and the mark that is made of it."""

import secrets

from django.http import HttpRequest, HttpResponse

from redvest.core.keyring import blind_index
from redvest.http import keep_choice

COOKIE, WORD_BYTES, MARK_LENGTH = "rv_phone", 18, 32


def word_of(request: HttpRequest) -> str:
    """The phone's word, a new one when it has none yet."""
    return request.COOKIES.get(COOKIE, "")[:64] or secrets.token_urlsafe(WORD_BYTES)


def mark_of(word: str) -> str:
    """What is stored of a phone; the word itself stays in the phone."""
    return blind_index("activities.phone", word).hex()[:MARK_LENGTH]


def remember(request: HttpRequest, response: HttpResponse, word: str) -> HttpResponse:
    """Give a phone its word if it has none."""
    if not request.COOKIES.get(COOKIE):
        keep_choice(response, COOKIE, word)
    return response
