"""What a variant of any channel's step has: its weight, and what people read in it."""

from __future__ import annotations

from pydantic import Field

from roundtrip.domain.policy import Strict


class BaseVariant(Strict):
    weight: int = Field(default=1, gt=0)

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """What people read, by part and language; templates' files are not among it."""
        raise NotImplementedError

    @property
    def addresses(self) -> dict[str, str]:
        """What is the same in every language, by part: links."""
        link = getattr(self, "link", None)
        return {"link": link} if link else {}
