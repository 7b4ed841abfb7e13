"""Channels: one file in this folder makes one, and none imports another."""

from roundtrip.channels.discovery import check_content, discover, open_channels
from roundtrip.channels.protocol import Cancelling, CannotRender, Channel, Rendered, Surroundings, Variant
from roundtrip.channels.rehearsal import Rehearsal, preview

__all__ = [
    "Cancelling",
    "CannotRender",
    "Channel",
    "Rehearsal",
    "Rendered",
    "Surroundings",
    "Variant",
    "check_content",
    "discover",
    "open_channels",
    "preview",
]
