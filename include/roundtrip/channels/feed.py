"""The news feed of the app: what stays there to be read, until it is out of date."""

from __future__ import annotations

from roundtrip.channels.inbox import InboxChannel, RenderedForApp
from roundtrip.channels.protocol import CannotRender, Surroundings, Variant
from roundtrip.domain.inbox import NewsContent
from roundtrip.domain.message import ClaimedMessage
from roundtrip.domain.shown import NewsVariant


class FeedChannel(InboxChannel):
    """See channels.protocol.Channel."""

    name = "feed"

    def render(self, message: ClaimedMessage, variant: Variant) -> RenderedForApp:
        if not isinstance(variant, NewsVariant):
            raise CannotRender("the step's content is not for the feed")
        content = NewsContent(**self._said(message, variant))
        return RenderedForApp(message, content, variant.valid_for, is_pinned=variant.pinned)


def open_channel(surroundings: Surroundings) -> FeedChannel:
    """Found by channels.discovery."""
    return FeedChannel(surroundings)
