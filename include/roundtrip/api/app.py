"""The public api. `uvicorn --factory roundtrip.api.app:create_app`"""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from sqlalchemy import text

from roundtrip import declared, settings
from roundtrip.api import app_association, clicks, client, inbox, incoming, texts, unsubscribe
from roundtrip.api.accounts import Accounts
from roundtrip.db import Role, engine
from roundtrip.domain.clock import Clock, FixedClock, SystemClock
from roundtrip.feedback import Receiver

NOW_VARIABLE = "ROUNDTRIP_NOW"


def create_app(clock: Clock | None = None) -> FastAPI:
    """Business time is the system's, unless a clock is given or ROUNDTRIP_NOW (ISO 8601 with a zone) is set."""
    policy = declared.policy()
    receiver = Receiver(clock or _clock(), ZoneInfo(policy.reporting.timezone))
    app = FastAPI(title="Roundtrip", docs_url=None, redoc_url=None, openapi_url=None)  # strangers get no map
    app.include_router(incoming.router(receiver))
    app.include_router(unsubscribe.router(receiver, policy))
    app.include_router(texts.router(receiver))
    app.include_router(clicks.router(receiver, policy))
    app.include_router(app_association.router(policy))
    app.include_router(inbox.router(receiver, Accounts.configured()))
    client.serve(app)
    app.add_api_route("/healthz", _healthz)
    return app


def _healthz() -> dict[str, str]:
    with engine(Role.WEBHOOK).connect() as db:
        db.execute(text("select 1"))
    return {"status": "ok"}


def _clock() -> Clock:
    """Raises SettingsError where a time that stands still would date what people say, a no below an older yes."""
    told = os.environ.get(NOW_VARIABLE)
    if told and settings.load().providers is settings.Providers.LIVE:
        raise settings.SettingsError(
            f"{NOW_VARIABLE} is set: with ROUNDTRIP_PROVIDERS=live it is the time of day; unset it"
        )
    return FixedClock(datetime.fromisoformat(told)) if told else SystemClock()
