"""Those who install, look around and never make an account."""

from __future__ import annotations

from dataclasses import dataclass, field

from demo.simulator import calendar
from demo.simulator.installs import Installs
from demo.simulator.sessions import SCREENS
from demo.simulator.streams import Streams
from demo.simulator.today import Row, Rows, Today

ANONYMOUS = 0.01
"""For each install that leads to an account."""
LOOKS = ((2_000, "app_opened", SCREENS[0]), (9_000, "screen_viewed", SCREENS[1]), (31_000, "screen_viewed", SCREENS[2]))
"""(milliseconds after the installation, event, screen)."""


@dataclass
class Anonymous:
    """Their phones and times resemble those of somebody who does make an account."""

    installs: Installs
    streams: Streams
    names: list[str] = field(default_factory=list)
    """Of everybody so far."""

    def rows(self, today: Today) -> Rows:
        rng = self.streams.of("anonymous", today.day.toordinal())
        count = int(rng.poisson(ANONYMOUS * len(today.newcomers)))
        found: Rows = {"installs": [], "app_events": []}
        for number in range(count):
            like = int(today.newcomers[rng.integers(len(today.newcomers))])
            name = f"x{today.day:%y%m%d}{number:03d}"
            install = self.installs.row(like, today.app_version)
            found["installs"].append(
                install | {"appsflyer_id": f"i-{name}", "advertising_id": f"d-{name}", "customer_user_id": None}
            )
            found["app_events"] += _looks(name, install, int(self.installs.people.installed_at[like]))
            self.names.append(name)
        return found


def _looks(name: str, install: Row, installed_at: int) -> list[Row]:
    phone = {column: install[column] for column in ("platform", "os_version", "app_version", "region", "city")}
    return [
        {
            "event_id": f"e-{name}-{after}",
            "event": event,
            "anonymous_id": f"a-{name}",
            "device_id": f"d-{name}",
            "occurred_at": calendar.iso_of(installed_at + after),
            "screen": screen,
            "country": install["country_code"],
            **phone,
        }
        for after, event, screen in LOOKS
    ]
