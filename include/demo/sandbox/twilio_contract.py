"""What Twilio requires of a form posted to its Messages resource, with the codes of its error dictionary."""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST_BODY = 1600
_NUMBER = re.compile(r"(whatsapp:)?\+[1-9]\d{6,14}")
_SENDER = re.compile(r"(whatsapp:)?\+[1-9]\d{6,14}|\d{5,6}|(?=.*[A-Za-z])[A-Za-z0-9 &_+-]{1,11}")
_URL = re.compile(r"https?://[^\s/]+/?\S*")

Violation = tuple[int, str]
"""(code, message), as in Twilio's error object."""


def violation(form: Mapping[str, str]) -> Violation | None:
    """The first thing Twilio would refuse; None when it would queue the message."""
    if not form.get("To"):
        return 21604, "A 'To' phone number is required."
    if not _NUMBER.fullmatch(form["To"]):
        return 21211, "Invalid 'To' Phone Number"
    return _sender(form) or _content(form)


def _sender(form: Mapping[str, str]) -> Violation | None:
    if form.get("MessagingServiceSid"):
        return None
    if not form.get("From"):
        return 21603, "A 'From' phone number is required."
    if not _SENDER.fullmatch(form["From"]):
        return 21212, "Invalid From Number (caller ID)"
    if form["To"].startswith("whatsapp:") != form["From"].startswith("whatsapp:"):
        return 63007, "Twilio could not find a Channel with the specified From address"
    return None


def _content(form: Mapping[str, str]) -> Violation | None:
    if not form.get("Body") and not form.get("MediaUrl") and not form.get("ContentSid"):
        return 21602, "Message body is required."
    if len(form.get("Body", "")) > LONGEST_BODY:
        return 21617, "The concatenated message body exceeds the 1600 character limit"
    if "StatusCallback" in form and not _URL.fullmatch(form["StatusCallback"]):
        return 21609, "The StatusCallback URL is not a valid URL."
    return None
