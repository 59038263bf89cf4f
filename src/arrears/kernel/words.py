"""Words that a person reads, in both languages of the product."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence or label in Chinese and in English; neither may be empty."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError("words are needed in both languages")

    def in_(self, language: str) -> str:
        """The text for a language tag: any `zh…` is Chinese, all else English."""
        return self.zh if language.lower().startswith("zh") else self.en

    def format(self, **values: object) -> Words:
        """Fill the same blanks in both texts; a missing blank raises KeyError."""
        return Words(self.zh.format(**values), self.en.format(**values))

    def as_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}
