"""Who comes, and what is written about everybody who changed."""

from __future__ import annotations

from dataclasses import dataclass

from demo.simulator.changes import Changes
from demo.simulator.installs import Installs
from demo.simulator.registry import SIGNED_UP_AFTER, Registry
from demo.simulator.subscriptions import Subscriptions
from demo.simulator.today import Rows, Today


@dataclass(frozen=True)
class Registrations:
    """installs, profiles, devices and consents."""

    registry: Registry
    installs: Installs
    subscriptions: Subscriptions
    changes: Changes

    def rows(self, today: Today) -> Rows:
        signed_up_at = self.registry.people.installed_at[today.newcomers] + SIGNED_UP_AFTER
        signed_up = list(zip(today.newcomers.tolist(), signed_up_at.tolist(), strict=True))
        registry, changed = self.registry, self.changes.rows(today)
        subscribed = [registry.profile(person, at) for person, at in self.subscriptions.changed(today)]
        return {
            "installs": [self.installs.row(person, today.app_version) for person in today.newcomers.tolist()],
            "profiles": [registry.profile(person, at) for person, at in signed_up] + changed["profiles"] + subscribed,
            "devices": [registry.device(person, at, today.app_version) for person, at in signed_up]
            + changed["devices"],
            "consents": [row for person, at in signed_up for row in registry.consents(person, at)]
            + changed["consents"],
        }
