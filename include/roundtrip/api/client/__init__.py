"""The reference client of the inbox: one JavaScript module and one style sheet, without a build, for web apps to use or to read."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles

ORIGINS_VARIABLE = "ROUNDTRIP_APP_ORIGINS"
FILES = Path(__file__).parent / "static"


def serve(app: FastAPI) -> None:
    """GET /client/inbox.js and /client/inbox.css; and web apps of the named origins (comma-separated) may call the api."""
    app.mount("/client", StaticFiles(directory=FILES))
    origins = [origin.strip() for origin in os.environ.get(ORIGINS_VARIABLE, "").split(",") if origin.strip()]
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match"],
            expose_headers=["ETag", "Retry-After"],
            max_age=3600,
        )
