"""The content a person gives their word for, as a fingerprint."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from roundtrip.decide.content import texts
from roundtrip.domain.campaign import Campaign

ABOUT_US = {"mode", "owner", "goal", "priority"}
"""What may be edited without a new word: pausing, handing over, ranking change nothing anybody reads."""


def definition_hash(campaign: Campaign, templates: Path) -> str:
    """Sixteen hex digits of whom the campaign writes to, when, and every text and template of it."""
    digest = sha256(campaign.model_dump_json(exclude=ABOUT_US).encode())
    for step in campaign.send_steps:
        for text in texts(step, templates):
            digest.update(f"\0{text.field}\0{text.source}".encode())
    return digest.hexdigest()[:16]
