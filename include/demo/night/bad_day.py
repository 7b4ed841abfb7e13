"""A day on which nobody's provider is well, for a demo and a test: `make night FAULTS=1`."""

from __future__ import annotations

from demo.sandbox import SandboxClient

SHARES = (
    ("fcm", "UNREGISTERED", 0.04, {}),
    ("fcm", "UNAVAILABLE", 0.04, {"is_taken": True}),
    ("fcm", "RESET", 0.03, {}),
    ("fcm", "RESET_UNREAD", 0.03, {}),
    ("fcm", "TRUNCATED", 0.02, {}),
    ("sendgrid", "503", 0.15, {"is_taken": True}),
    ("sendgrid", "429", 0.15, {"retry_after": 60}),
    ("sendgrid", "RESET", 0.1, {}),
)
"""Provider, error, of how many calls, details. A call to SendGrid carries hundreds of people, one to FCM a single one."""


def begin(sandbox: SandboxClient) -> None:
    """Faults from now on, until they are cleared."""
    for provider, error, share, details in SHARES:
        sandbox.plan_fault(provider, error, share=share, **details)
