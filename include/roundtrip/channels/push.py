"""Push through Firebase Cloud Messaging: one call a message, in a bounded pool, and never a second POST by itself."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any, Literal, cast

from firebase_admin import messaging

from roundtrip.channels import credentials
from roundtrip.channels.fcm_client import CONNECTIONS, Fcm
from roundtrip.channels.languages import best
from roundtrip.channels.protocol import CannotRender, Rendered, Surroundings, Variant
from roundtrip.channels.rendering import faults, render, single_line, values
from roundtrip.domain.campaign import PushVariant, SendStep
from roundtrip.domain.message import ClaimedMessage, Outcome

ROUNDS = 8  # of at most 2 x 15 s each: a batch ends within a lease of five minutes even if every call times out
MAX_PAYLOAD = 4096  # bytes; FCM's limit
MAX_COLLAPSE_KEY = 64  # bytes; APNs' limit


@dataclass(frozen=True)
class RenderedPush(Rendered):
    """The message as FCM's SDK wants it."""

    payload: messaging.Message

    def shown(self) -> dict[str, str]:
        return {
            "title": self.payload.notification.title,
            "body": self.payload.notification.body,
            "link": self.payload.data.get("link", ""),
        }


class PushChannel:
    """See channels.protocol.Channel."""

    name = "push"
    contact_kind: Literal["email", "push_token"] = "push_token"
    max_batch = CONNECTIONS * ROUNDS

    def __init__(self, surroundings: Surroundings) -> None:
        self._policy = surroundings.policy
        self._clock = surroundings.clock

    @cached_property
    def _provider(self) -> Fcm:
        return Fcm(credentials.fcm())

    def prepare(self) -> None:
        self._provider  # noqa: B018

    def check(self, step: SendStep) -> list[str]:
        variants = cast(Mapping[str, PushVariant], step.variants)
        return [f"variants.{name}.{fault}" for name, variant in variants.items() for fault in self._faults(variant)]

    def _faults(self, variant: PushVariant) -> Iterable[str]:
        for field, texts in (("title", variant.title), ("body", variant.body)):
            for language, text in texts.items():
                yield from (f"{field}.{language}: {fault}" for fault in faults(text))
        yield from (f"link: {fault}" for fault in faults(variant.link or ""))
        if len((variant.collapse_key or "").encode()) > MAX_COLLAPSE_KEY:
            yield f"collapse_key: is longer than {MAX_COLLAPSE_KEY} bytes; shorten it"

    def render(self, message: ClaimedMessage, variant: Variant) -> RenderedPush:
        if not isinstance(variant, PushVariant):
            raise CannotRender("the step's content is not for push")
        context = values(message.placeholders)
        title, body = (
            single_line(render(best(message.language, texts, self._policy.default_language), context))
            for texts in (variant.title, variant.body)
        )
        if not title or not body:
            raise CannotRender("title or body is empty")
        link = single_line(render(variant.link, context)) if variant.link else None
        payload = self._payload(message, variant, messaging.Notification(title, body), link)
        _refuse_oversized(payload)
        return RenderedPush(message, payload)

    def _payload(
        self, message: ClaimedMessage, variant: PushVariant, notification: messaging.Notification, link: str | None
    ) -> messaging.Message:
        """`data` carries the message's id, so that the app can drop a repeat and report receipt (POST /receipts)."""
        key = variant.collapse_key or f"{message.campaign_id}.{message.step_id}"[:MAX_COLLAPSE_KEY]
        data = {"message_id": str(message.message_id), "campaign_id": message.campaign_id, "step_id": message.step_id}
        return messaging.Message(
            **_target(message.address),
            notification=notification,
            data=data | ({"link": link} if link else {}),
            android=messaging.AndroidConfig(collapse_key=key, ttl=variant.time_to_live, priority="normal"),
            apns=self._apns(key, variant.time_to_live),
        )

    def _apns(self, key: str, time_to_live: timedelta) -> messaging.APNSConfig:
        expiration = int((self._clock.now() + time_to_live).timestamp())
        headers = {"apns-collapse-id": key, "apns-expiration": str(expiration), "apns-priority": "5"}
        return messaging.APNSConfig(headers=headers, payload=messaging.APNSPayload(aps=messaging.Aps(sound="default")))

    def send(self, batch: Sequence[Rendered]) -> list[Outcome]:
        pushes = [each for push in cast(Sequence[RenderedPush], batch) for each in _to_each_device(push)]
        unreachable = self._provider.sign_in()
        if unreachable is not None:
            return [_named(push, unreachable(push.message)) for push in pushes]
        with ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="push") as pool:
            return list(pool.map(lambda push: _named(push, self._provider.send(push.message, push.payload)), pushes))

    def close(self) -> None:
        if "_provider" in self.__dict__:
            self._provider.close()


def _to_each_device(push: RenderedPush) -> Iterable[RenderedPush]:
    for endpoint in push.message.endpoints:
        payload = copy(push.payload)
        payload.token = payload.fid = None
        vars(payload).update(_target(endpoint.address))
        yield RenderedPush(push.message.at(endpoint), payload)


def _named(push: RenderedPush, outcome: Outcome) -> Outcome:
    return replace(outcome, contact_point_id=push.message.contact_point_id)


def _target(address: str) -> dict[str, str]:
    """An installation id (`fid`), or a registration token, which is one followed by a colon and more."""
    return {"token" if ":" in address else "fid": address}


def _refuse_oversized(payload: messaging.Message) -> None:
    try:
        encoded = json.loads(str(payload))  # the SDK's own rules, before anybody's message is in flight
    except ValueError as error:
        raise CannotRender(f"FCM's rules: {error}") from error
    content: Mapping[str, Any] = {key: encoded[key] for key in ("data", "notification")}
    if len(json.dumps(content, ensure_ascii=False).encode()) > MAX_PAYLOAD:
        raise CannotRender(f"more than {MAX_PAYLOAD} bytes, FCM's limit")


def open_channel(surroundings: Surroundings) -> PushChannel:
    """Found by channels.discovery."""
    # Registration tokens are what apps have today; the SDK warns of them once a message.
    warnings.filterwarnings("ignore", message="Message.token is deprecated", category=DeprecationWarning)
    return PushChannel(surroundings)
