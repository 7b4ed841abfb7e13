"""The app's own door: what one account is shown, and its receipts. Reads as the app role, which sees that account's rows alone."""

from roundtrip.api.inbox.routes import router

__all__ = ["router"]
