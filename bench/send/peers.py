"""How one sends with the SDKs alone: no ledger, no guard, no book-keeping, as their documentation shows it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import firebase_admin
from firebase_admin import credentials, messaging
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import CustomArg, Header, Mail, Personalization, Substitution, To

EACH = 500  # messages; send_each takes no more
PERSONALIZATIONS = 1000
SUBJECT = "We miss you, Ada"
TEXT = (
    "Hello Ada,\n\nit has been a while. Here is what is new since you were last here.\n\nUnsubscribe: %unsubscribe%\n"
)
HTML = "<html><body><p>Hello Ada,</p>" + "<p>It has been a while. Here is what is new.</p>" * 150 + "</body></html>"
"""As large as the campaign's mail after MJML."""


def send_each(url: str, messages: int) -> int:
    """firebase-admin in batches of 500; returns how many were accepted."""
    messaging._MessagingService.FCM_URL = f"{url}/v1/projects/{{0}}/messages:send"
    account = json.loads(Path(os.environ["ROUNDTRIP_FCM_SERVICE_ACCOUNT"]).read_text())
    app = firebase_admin.initialize_app(credentials.Certificate(account))
    try:
        return sum(
            messaging.send_each([_push(n) for n in range(first, min(first + EACH, messages))]).success_count
            for first in range(0, messages, EACH)
        )
    finally:
        firebase_admin.delete_app(app)


def _push(n: int) -> messaging.Message:
    return messaging.Message(
        token=f"installation-{n}:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx",
        notification=messaging.Notification("Welcome, Ada", "Find what you like in three taps"),
        data={"message_id": str(n), "campaign_id": "onboarding", "step_id": "hello", "link": "roundtrip://guide"},
        android=messaging.AndroidConfig(collapse_key="onboarding.hello", ttl=86400, priority="normal"),
        apns=messaging.APNSConfig(
            headers={"apns-collapse-id": "onboarding.hello", "apns-priority": "5"},
            payload=messaging.APNSPayload(messaging.Aps(sound="default")),
        ),
    )


def one_a_request(url: str, messages: int) -> int:
    """sendgrid with one recipient a request."""
    api = SendGridAPIClient(os.environ["ROUNDTRIP_SENDGRID_API_KEY"], host=url)
    for n in range(messages):
        api.send(_mail(To(f"person-{n}@people.example")))
    return messages


def helper_classes(url: str, messages: int) -> int:
    """sendgrid with its helper classes and 1,000 personalizations a request."""
    api = SendGridAPIClient(os.environ["ROUNDTRIP_SENDGRID_API_KEY"], host=url)
    for first in range(0, messages, PERSONALIZATIONS):
        mail = _mail()
        for n in range(first, min(first + PERSONALIZATIONS, messages)):
            mail.add_personalization(_personal(n))
        api.send(mail)
    return messages


def _personal(n: int) -> Personalization:
    """What one person's part of our own request holds."""
    personal = Personalization()
    personal.add_to(To(f"person-{n}@people.example"))
    personal.subject = SUBJECT
    personal.add_header(Header("List-Unsubscribe", f"<https://crm.example/unsubscribe/{n}>"))
    personal.add_header(Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    personal.add_custom_arg(CustomArg("message_id", str(n)))
    personal.add_substitution(Substitution("%name%", "Ada"))
    personal.add_substitution(Substitution("%unsubscribe%", f"https://crm.example/unsubscribe/{n}"))
    return personal


def _mail(to: To | None = None) -> Mail:
    return Mail("hello@example.com", to, SUBJECT, plain_text_content=TEXT, html_content=HTML)
