"""Feedback: what providers, the app and people report about messages becomes facts, consent and suppression."""

from roundtrip.feedback.fact import UnreadableBody
from roundtrip.feedback.receiver import Receiver
from roundtrip.feedback.unsubscribe import Subscription, find_subscription

__all__ = ["Receiver", "Subscription", "UnreadableBody", "find_subscription"]
