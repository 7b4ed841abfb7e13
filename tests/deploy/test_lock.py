"""requirements.txt is what requirements.in asks for, whole and hashed."""

from __future__ import annotations

import re

from packaging.requirements import Requirement

from roundtrip import settings


def locked() -> dict[str, str]:
    """Pinned version by normalised name; where a pin depends on the Python version, the one for ours."""
    found = {}
    for line in (settings.PROJECT / "requirements.txt").read_text().splitlines():
        if line and line[0] not in "# ":
            pin = Requirement(line.rstrip("\\").strip())
            if pin.marker is None or pin.marker.evaluate():
                found[_normal(pin.name)] = next(iter(pin.specifier)).version
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted() -> list[Requirement]:
    lines = (settings.PROJECT / "requirements.in").read_text().splitlines()
    return [Requirement(line.split("#")[0].strip()) for line in lines if line and not line.startswith("#")]


def test_every_wanted_package_is_locked_at_a_version_it_allows():
    pins = locked()
    for requirement in wanted():
        assert requirement.specifier.contains(pins[_normal(requirement.name)], prereleases=True), requirement


def test_every_pin_has_a_hash():
    text = (settings.PROJECT / "requirements.txt").read_text().replace("\\\n", " ")
    pins = [line for line in text.splitlines() if "==" in line and not line.startswith("#")]
    assert len(pins) > 100
    assert [line for line in pins if "--hash=sha256:" not in line] == []


def test_no_line_names_a_registry():
    assert not re.search(r"https?://|index-url|find-links", (settings.PROJECT / "requirements.txt").read_text())
