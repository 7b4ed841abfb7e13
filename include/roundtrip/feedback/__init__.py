"""Feedback: what providers, the app and people report about messages becomes facts, consent and suppression."""

from roundtrip.feedback.click import Destination, find_destination
from roundtrip.feedback.fact import UnreadableBody
from roundtrip.feedback.receiver import Receiver
from roundtrip.feedback.replay import replay
from roundtrip.feedback.unsubscribe import Subscription, find_subscription

__all__ = [
    "Destination",
    "Receiver",
    "Subscription",
    "UnreadableBody",
    "find_destination",
    "find_subscription",
    "replay",
]
