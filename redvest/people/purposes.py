"""What people can agree to, and the words of each version as they are packaged."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from django.utils import timezone

TEXTS = Path(__file__).resolve().parent / "texts" / "consents.toml"


class Purpose(StrEnum):
    """Values are stored; a member may be added but never renamed."""

    PRIVACY = "privacy"
    REAL_NAME = "real_name"
    NATIONAL_SHARING = "national_sharing"
    NAME_PUBLICATION = "name_publication"
    EMERGENCY_ONCALL = "emergency_oncall"
    AUTO_MATCHING = "auto_matching"
    CREDIT_SHARING = "credit_sharing"
    MINOR = "minor"
    CARE = "care"


ADULTS_ONLY = frozenset({Purpose.EMERGENCY_ONCALL, Purpose.CREDIT_SHARING})
SWITCHES = (
    Purpose.REAL_NAME,
    Purpose.NATIONAL_SHARING,
    Purpose.NAME_PUBLICATION,
    Purpose.AUTO_MATCHING,
    Purpose.EMERGENCY_ONCALL,
    Purpose.CREDIT_SHARING,
    Purpose.CARE,
)
"""Those one gives and takes back by oneself, in the order shown. Each of them may be refused."""


@dataclass(frozen=True)
class Words:
    """One version of the words for one purpose."""

    purpose: Purpose
    version: int
    effective_from: datetime
    title_zh: str
    title_en: str
    zh: str
    en: str

    @cached_property
    def sha256(self) -> str:
        """Over everything the person sees, in both languages."""
        parts = (
            self.purpose.value,
            str(self.version),
            self.title_zh,
            self.zh,
            self.title_en,
            self.en,
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def title(self, language: str) -> str:
        return self.title_en if language.startswith("en") else self.title_zh

    def body(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


@cache
def packaged() -> tuple[Words, ...]:
    """Every version of every text, as packaged."""
    rows = tomllib.loads(TEXTS.read_text("utf-8"))["text"]
    return tuple(
        Words(
            Purpose(row["purpose"]),
            row["version"],
            row["effective_from"],
            row["title_zh"],
            row["title_en"],
            row["zh"].strip(),
            row["en"].strip(),
        )
        for row in rows
    )


def current_words(purpose: Purpose) -> Words:
    """The version in force now; for days before there was any, the first."""
    now = timezone.now()
    known = sorted(
        (words for words in packaged() if words.purpose == purpose), key=lambda words: words.version
    )
    return [*known[:1], *(words for words in known if words.effective_from <= now)][-1]
