"""In-app messages: placed for the app to fetch; the moment they are shown is the app's to decide."""

from __future__ import annotations

from roundtrip.channels.app_content import safe_link
from roundtrip.channels.inbox import InboxChannel, RenderedForApp
from roundtrip.channels.languages import best
from roundtrip.channels.protocol import CannotRender, Surroundings, Variant
from roundtrip.channels.rendering import render, single_line, values
from roundtrip.domain.inbox import Condition, InAppContent, ShownButton, When
from roundtrip.domain.message import ClaimedMessage
from roundtrip.domain.shown import Button, InAppVariant, Plain, Range, Trigger


class InAppChannel(InboxChannel):
    """See channels.protocol.Channel."""

    name = "in_app"

    def render(self, message: ClaimedMessage, variant: Variant) -> RenderedForApp:
        if not isinstance(variant, InAppVariant):
            raise CannotRender("the step's content is not for the app")
        content = InAppContent(
            **self._said(message, variant),
            form=variant.form,
            buttons=[self._button(button, message) for button in variant.buttons],
            trigger=None if variant.placement else _when(variant.trigger),
        )
        return RenderedForApp(
            message,
            content,
            variant.valid_for,
            placement=variant.placement,
            priority=variant.priority,
            most_shown=variant.most_shown,
        )

    def _button(self, button: Button, message: ClaimedMessage) -> ShownButton:
        context = values(message.placeholders)
        label = single_line(render(best(message.language, button.text, self._default_language), context))
        if not label:
            raise CannotRender("a button has no text")
        return ShownButton(text=label, link=safe_link(render(button.link, context)) if button.link else None)


def _when(trigger: Trigger) -> When:
    conditions = [_condition(name, wanted) for name, wanted in trigger.where.items()]
    return When(event=trigger.event, where=conditions, after_seconds=int(trigger.after.total_seconds()))


def _condition(name: str, wanted: Plain | list[Plain] | Range) -> Condition:
    if isinstance(wanted, Range):
        return Condition(property=name, at_least=wanted.at_least, at_most=wanted.at_most)
    return Condition(property=name, one_of=wanted if isinstance(wanted, list) else [wanted])


def open_channel(surroundings: Surroundings) -> InAppChannel:
    """Found by channels.discovery."""
    return InAppChannel(surroundings)
