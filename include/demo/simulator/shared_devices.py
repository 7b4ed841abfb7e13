"""Devices that several people use: tablets of families, and the phones that lie in shops to be tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

import numpy as np

from demo.simulator import calendar
from demo.simulator.installs import written
from demo.simulator.population import LAUNCH_DAYS, Population
from demo.simulator.today import Row, Rows, Today

TABLETS, FAMILY = 5, 3
"""Accounts that come back to a tablet every few days."""
EVERY_DAYS = 3
DEMO_PHONES, TRIERS, TRIERS_A_DAY = 2, 12, 2
"""Accounts that sign in once to a shop's phone: far more than any family has."""
EVENTS = ((0, "app_opened", "home"), (20_000, "screen_viewed", "offers"), (55_000, "screen_viewed", "profile"))
"""(milliseconds after the start, event, screen); the first before signing in."""
BETWEEN_SESSIONS = 10 * calendar.MINUTE
STARTS = 16 * calendar.HOUR
"""After the reporting zone's midnight."""


@dataclass(frozen=True)
class SharedDevice:
    """Nobody gets pushes there."""

    device_id: str
    accounts: tuple[int, ...]
    opened_on: date
    is_of_a_family: bool

    @property
    def anonymous_id(self) -> str:
        return f"a-{self.device_id}"

    def users(self, day: date) -> tuple[int, ...]:
        """Who signs in to it on a day, in order."""
        after = (day - self.opened_on).days
        if after < 0:
            return ()
        if self.is_of_a_family:
            return () if after % EVERY_DAYS else self.accounts
        return self.accounts[after * TRIERS_A_DAY : (after + 1) * TRIERS_A_DAY]


class SharedDevices:
    """installs, devices and app_events of theirs, beside what their users do on their own phones."""

    def __init__(self, people: Population, first_day: date, first_night: date) -> None:
        self.people = people
        opened_on = first_day + timedelta(days=len(LAUNCH_DAYS))
        takers = iter(np.argsort(np.isfinite(people.lifetime[: int(people.is_launch.sum())]), kind="stable").tolist())
        families = [tuple(islice(takers, FAMILY)) for _ in range(TABLETS)]
        triers = [tuple(islice(takers, TRIERS)) for _ in range(DEMO_PHONES)]
        # The second shop opens late, so that its phone is a family's one night and everybody's the next.
        shops = zip(triers, (opened_on, first_night - timedelta(days=1)), strict=True)
        self.devices = [
            SharedDevice(f"tablet-{n}", accounts, opened_on, True) for n, accounts in enumerate(families, 1)
        ] + [SharedDevice(f"shop-{n}", accounts, opened, False) for n, (accounts, opened) in enumerate(shops, 1)]

    def rows(self, today: Today) -> Rows:
        used = [(device, users) for device in self.devices if (users := device.users(today.day))]
        first = today.start + STARTS
        return {
            "installs": [_install(d, first, today.app_version) for d in self.devices if d.opened_on == today.day],
            "devices": [self._device(device, users[-1], first, today.app_version) for device, users in used],
            "app_events": [
                event
                for device, users in used
                for number, user in enumerate(users)
                for event in self._events(device, user, first + number * BETWEEN_SESSIONS, today.app_version)
            ],
        }

    def _device(self, device: SharedDevice, user: int, at: int, app_version: str) -> Row:
        return {
            "device_id": device.device_id,
            "user_id": self.people.user_id(user),
            "platform": "android",
            "app_version": app_version,
            "push_permission": "denied",
            "seen_at": calendar.iso_of(at + calendar.HOUR),
        }

    def _events(self, device: SharedDevice, user: int, start: int, app_version: str) -> Iterator[Row]:
        for after, event, screen in EVENTS:
            yield {
                "event_id": f"e-{device.device_id}-{start + after}",
                "event": event,
                **({"user_id": self.people.user_id(user)} if after else {"anonymous_id": device.anonymous_id}),
                "device_id": device.device_id,
                "occurred_at": calendar.iso_of(start + after),
                "screen": screen,
                "platform": "android",
                "app_version": app_version,
            }


def _install(device: SharedDevice, at: int, app_version: str) -> Row:
    return {
        "appsflyer_id": f"i-{device.device_id}",
        "install_time": written(at - calendar.HOUR),
        "event_name": "install",
        "media_source": "organic",
        "platform": "android",
        "app_version": app_version,
        "advertising_id": device.device_id,
        "is_retargeting": "false",
    }
