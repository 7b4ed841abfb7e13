"""What FCM gets: everything a variant's people share is encoded by its SDK once, everything personal is text beside it.

The SDK's rules for personal parts are that they are text; for the rest they hold for the whole variant. That the result is
what the SDK would have made of the same message is a property (tests/unit/channels/test_push_payload.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from firebase_admin import messaging

from roundtrip.channels.protocol import CannotRender
from roundtrip.domain.push import PushVariant

MAX_PAYLOAD = 4096  # bytes of data and notification together; FCM's limit
MAX_COLLAPSE_KEY = 64  # bytes; APNs' limit
_NOBODY = "nobody:nothing"


@dataclass(frozen=True)
class Frame:
    """What the messages of one variant share: android, apns, fcm_options, by the names of FCM's API."""

    shared: Mapping[str, orjson.Fragment]

    def around(self, notification: Mapping[str, str], data: Mapping[str, str]) -> dict[str, orjson.Fragment]:
        """One person's message, still without an address; raises CannotRender where it is too large."""
        personal = {"data": orjson.dumps(data)} | ({"notification": orjson.dumps(notification)} if notification else {})
        size = sum(len(name) + len(part) + len('"":,') for name, part in personal.items()) + 1
        if size > MAX_PAYLOAD:
            raise CannotRender(f"{size} bytes, more than FCM's limit of {MAX_PAYLOAD}")
        return {**self.shared, **{name: orjson.Fragment(part) for name, part in personal.items()}}


def frame(variant: PushVariant, campaign_id: str, step_id: str, now: datetime, not_after: datetime) -> Frame:
    """The frame of a variant, for messages sent at `now`; raises ValueError where the SDK's rules are broken.

    A phone that is off when a message comes must not ring with it in the quiet hours, so that it is kept until `not_after` at most.
    """
    life = min(variant.time_to_live, max(not_after - now, timedelta()))
    key = variant.collapse_key or f"{campaign_id}.{step_id}"[:MAX_COLLAPSE_KEY]
    message = messaging.Message(
        token=_NOBODY,
        android=_android(variant, key, life),
        apns=_apns(variant, key, now + life),
        fcm_options=messaging.FCMOptions(variant.analytics_label or campaign_id[:50]),
    )
    encoded: dict[str, Any] = json.loads(str(message))  # the SDK's own rules
    del encoded["token"]
    return Frame({name: orjson.Fragment(orjson.dumps(part)) for name, part in encoded.items()})


def _android(variant: PushVariant, key: str, life: timedelta) -> messaging.AndroidConfig:
    notification = messaging.AndroidNotification(channel_id=variant.android_channel, sound=variant.sound)
    return messaging.AndroidConfig(
        collapse_key=key,
        ttl=life,
        priority=variant.priority,
        notification=None if variant.data_only else notification,
    )


def _apns(variant: PushVariant, key: str, expires: datetime) -> messaging.APNSConfig:
    headers = {
        "apns-collapse-id": key,
        "apns-expiration": str(int(expires.timestamp())),
        "apns-push-type": "background" if variant.data_only else "alert",
        "apns-priority": "10" if variant.priority == "high" and not variant.data_only else "5",
    }
    return messaging.APNSConfig(headers=headers, payload=messaging.APNSPayload(aps=_aps(variant)))


def _aps(variant: PushVariant) -> messaging.Aps:
    """A picture is fetched by the app's extension, which iOS wakes for mutable content only."""
    if variant.data_only:
        return messaging.Aps(content_available=True)
    return messaging.Aps(
        sound=variant.sound,
        badge=variant.badge,
        category=variant.category,
        mutable_content=variant.image is not None,
    )


def request_body(parts: Mapping[str, orjson.Fragment], address: str) -> bytes:
    """The request for one device: an installation id (`fid`), or a registration token, which is one followed by a colon and more."""
    return orjson.dumps({"message": {"token" if ":" in address else "fid": address, **parts}})
