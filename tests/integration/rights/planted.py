"""One person, planted in every feed, with words that nobody else could have said."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

AT = "2026-11-08T18:20:00Z"
USER, CARD, DEVICE, COOKIE = "zqx-user-7781", "zqx-card-7781", "zqx-device-7781", "zqx-cookie-7781"
ANONYMOUS, LEAD, INSTALL = "zqx-anonymous-7781", "zqx-lead-7781", "zqx-install-7781"
EMAIL, PHONE, TOKEN = "Zz.Plan%sted@zqxmail.example", "+49 30 7781 7781", "zqxtoken:APA91bHzqx7781"
WORDS = ("zqx", "7781778", "1987-06-05", "62007781")
"""What nothing of the person may be left of; small letters."""


def everywhere(user: str = USER, number: int = 7781) -> dict[str, list[dict[str, Any]]]:
    """Rows of the feeds, by the file's field names; about the planted person, or, by another number, about somebody plain."""
    planted = number == 7781
    zqx = "zqx" if planted else "plain"
    known = {
        "user": user,
        "device": f"{zqx}-device-{number}",
        "card": f"{zqx}-card-{number}",
        "cookie": f"{zqx}-cookie-{number}",
        "email": EMAIL if planted else f"plain{number}@example.com",
        "phone": PHONE if planted else f"+49 30 {number} 1234",
    }
    person = {"first_name": f"{zqx}adalina", "last_name": f"{zqx}lovelace"}
    own = {"user_id": user}
    return {
        "profiles": [
            own
            | person
            | {"email": known["email"], "phone": known["phone"], "loyalty_card": known["card"], "city": f"{zqx}ville"}
            | {"birth_on": "1987-06-05" if planted else "1990-01-01", "profession": f"{zqx}falconer", "country": "DE"}
            | {
                "interests": [f"{zqx}falconry"],
                "attributes": {"pet": f"{zqx}owl"},
                "nick": f"{zqx}nick",
                "updated_at": AT,
            }
        ],
        "devices": [
            own
            | {
                "device_id": known["device"],
                "anonymous_id": f"{zqx}-anonymous-{number}",
                "platform": "ios",
                "seen_at": AT,
            }
            | {"push_token": TOKEN if planted else f"plaintoken:{number}"}
        ],
        "app_events": [
            {"event_id": f"e-{number}-1", "event": "home_opened", "occurred_at": AT, "device_id": known["device"]}
            | {"properties": {"note": f"{zqx}searched"}, "city": f"{zqx}ville", "country": "DE", "platform": "ios"},
            own | {"event_id": f"e-{number}-2", "event": "item_viewed", "occurred_at": "2026-11-08T18:25:00Z"},
        ],
        "installs": [
            {"appsflyer_id": f"{zqx}-install-{number}", "install_time": "2026-11-01 10:00:00", "platform": "ios"}
            | {
                "advertising_id": known["device"],
                "customer_user_id": user,
                "media_source": "organic",
                "city": f"{zqx}ville",
            }
        ],
        "app_purchases": [own | {"order_id": f"o-{number}", "ordered_at": AT, "amount_minor": 1999, "currency": "EUR"}],
        "store_purchases": [
            {"receipt_id": f"r-{number}", "store_id": "s1", "loyalty_card": known["card"], "bought_at": AT}
            | {"amount_minor": 500, "currency": "EUR"}
        ],
        "loyalty_members": [
            own
            | person
            | {"loyalty_card": known["card"], "email": known["email"], "phone": known["phone"]}
            | {"status": "gold", "points": 10, "updated_at": AT}
        ],
        "web_visits": [
            own
            | {"visit_id": f"w-{number}", "web_cookie": known["cookie"], "started_at": AT, "country": "DE"}
            | {
                "landing_page": f"/welcome?mail={quote(known['email'])}",
                "referrer": f"https://mail.example/?to={known['email']}",
            }
        ],
        "leads": [
            person
            | {
                "lead_id": f"{zqx}-lead-{number}",
                "email": known["email"],
                "phone": known["phone"],
                "web_cookie": known["cookie"],
            }
            | {"company": f"{zqx}company", "role": f"{zqx}role", "source": "form", "status": "new"}
            | {"created_at": AT, "updated_at": AT}
        ],
        "calls": [
            {"call_id": f"ca-{number}", "phone": known["phone"], "lead_id": f"{zqx}-lead-{number}", "called_at": AT}
            | {"direction": "inbound", "seconds": 30}
        ],
        "app_reviews": [
            own
            | {"review_id": f"rv-{number}", "store": "app_store", "rating": 5, "reviewed_at": AT}
            | {"title": f"{zqx}title", "body": f"{zqx}adalina loves it"}
        ],
        "consents": [
            {"consent_id": f"c-{number}", "email": known["email"], "channel": "email", "topic": "offers"}
            | {"is_granted": True, "stated_at": AT, "source": "form"}
        ],
    }


def land(landing: Path, number: int, people: Iterable[dict[str, list[dict[str, Any]]]], feeds: Any) -> None:
    """A file for each feed with the rows of all these people; every second one gzipped."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for person in people:
        for feed, found in person.items():
            rows.setdefault(feed, []).extend(found)
    contracts = {feed.name: feed for feed in feeds}
    for place, (feed, found) in enumerate(sorted(rows.items())):
        ending = "csv" if contracts[feed].format == "csv" else "ndjson"
        write = _csv if ending == "csv" else _ndjson
        content = write(found, list(contracts[feed].sources()))
        path = landing / feed / f"{number:03}.{ending}{'.gz' if place % 2 else ''}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(content, mtime=0) if place % 2 else content)


def _ndjson(rows: list[dict[str, Any]], _: list[str]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def _csv(rows: list[dict[str, Any]], header: list[str]) -> bytes:
    written = io.StringIO()
    out = csv.DictWriter(written, header, restval="")
    out.writeheader()
    out.writerows(rows)
    return written.getvalue().encode()
