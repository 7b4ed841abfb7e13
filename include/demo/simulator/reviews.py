"""What people write about the app in its stores."""

from __future__ import annotations

import numpy as np

from demo.simulator import calendar
from demo.simulator.places import COUNTRIES, LANGUAGES, PLATFORMS
from demo.simulator.population import Population
from demo.simulator.streams import Streams
from demo.simulator.today import Row, Rows, Today

REVIEWERS = 0.015
MEAN_DAYS_TO_REVIEW = 4.0
ASKED_IN_APP = 0.3
"""Reviews whose writer is known, because the app asked for them."""
STORES = {"android": "play_store", "ios": "app_store"}
STARS_IF_STAYING, STARS = (0.04, 0.05, 0.10, 0.28, 0.53), (0.28, 0.17, 0.18, 0.19, 0.18)
"""Shares of one to five stars."""
TONE = {1: 0, 2: 0, 3: 1, 4: 2, 5: 2}
"""Position in TEXTS by stars."""
TEXTS = {
    "de": (("Nur Ärger", "Stürzt beim Bezahlen ab."), ("Geht so", "Die Suche findet wenig."), ("Sehr gut", "Schnell bestellt, schnell da.")),
    "en": (("Crashes", "It dies at the checkout."), ("It's OK", "Search could be better, \"fine\" otherwise."), ("Love it", "Quick, tidy, no nonsense.")),
    "fr": (("Décevant", "L'appli plante au paiement."), ("Correct", "La recherche est limitée."), ("Parfait", "Simple, rapide, livré à l'heure.")),
}  # fmt: skip


class Reviews:
    """Everybody who ever reviews does so once."""

    def __init__(self, people: Population, streams: Streams) -> None:
        rng = streams.of("reviews")
        size = len(people)
        self.people = people
        at = people.installed_at + (rng.exponential(MEAN_DAYS_TO_REVIEW, size) * calendar.DAY).astype(np.int64)
        stays, star = ~np.isfinite(people.lifetime), rng.random(size)
        stars = np.where(
            stays, np.searchsorted(np.cumsum(STARS_IF_STAYING), star), np.searchsorted(np.cumsum(STARS), star)
        )
        self._stars = np.minimum(stars, 4) + 1
        self._is_known = rng.random(size) < ASKED_IN_APP
        in_a_store = np.isin(people.platform, [PLATFORMS.index(name) for name in STORES])
        reviewers = np.flatnonzero((rng.random(size) < REVIEWERS) & in_a_store)
        self._reviewers = reviewers[np.argsort(at[reviewers], kind="stable")]
        self._at = at[self._reviewers]

    def rows(self, today: Today) -> Rows:
        due = today.due(self._at)
        written = zip(self._reviewers[due].tolist(), calendar.iso(self._at[due]), strict=True)
        return {"app_reviews": [self._row(person, at, today.app_version) for person, at in written]}

    def _row(self, person: int, at: str, app_version: str) -> Row:
        stars, language = int(self._stars[person]), LANGUAGES[self.people.language[person]]
        title, body = TEXTS[language][TONE[stars]]
        return {
            "review_id": f"rv{person + 1:06d}",
            "user_id": self.people.user_id(person) if self._is_known[person] else None,
            "store": STORES[PLATFORMS[self.people.platform[person]]],
            "rating": stars,
            "title": title,
            "body": body,
            "language": language,
            "country": COUNTRIES[self.people.country[person]].code,
            "app_version": app_version,
            "reviewed_at": at,
        }
