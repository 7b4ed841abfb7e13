"""What a step may show in the app, and where a tap may lead: anywhere, but not into a script."""

from __future__ import annotations

import re
from collections.abc import Iterable

from roundtrip.channels.protocol import CannotRender
from roundtrip.channels.rendering import faults
from roundtrip.domain.shown import InAppVariant, NewsVariant

_LINK = re.compile(r"(?P<scheme>[a-z][a-z0-9+.\-]*):\S+", re.IGNORECASE | re.ASCII)
RUNS_CODE = frozenset({"javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source"})
LONGEST = 2_000  # characters; older systems cut longer ones off


def link_fault(link: str) -> str | None:
    """Why the app may not follow a link, or None. A deep link or a web address has a scheme and no blanks or control characters."""
    found = _LINK.fullmatch(link)
    if found is None or not link.isprintable() or len(link) > LONGEST:
        return "is no link; write a deep link or a web address, as in `myapp://cart` or `https://example.com/cart`"
    if found["scheme"].lower() in RUNS_CODE:
        return f"`{found['scheme']}:` would run in the app; write a deep link or a web address"
    return None


def image_fault(image: str) -> str | None:
    """Why the app may not load an image, or None."""
    fault = link_fault(image)
    return fault or (None if image.lower().startswith("https://") else "is not loaded over https; write https://…")


def safe_link(link: str) -> str:
    """The link as it is; raises CannotRender."""
    return _refused(link, link_fault(link))


def safe_image(image: str) -> str:
    """The image's address as it is; raises CannotRender."""
    return _refused(image, image_fault(image))


def _refused(address: str, fault: str | None) -> str:
    if fault:
        raise CannotRender(f"a link for this person {fault}")  # without the link, which may hold a value of theirs
    return address


def content_faults(variant: InAppVariant | NewsVariant) -> Iterable[str]:
    """What is wrong with texts and links as they stand in the file, by part and language."""
    for part, by_language in variant.texts.items():
        for language, source in by_language.items():
            yield from (f"{part}.{language}: {fault}" for fault in faults(source))
    for part, address in variant.addresses.items():
        yield from (f"{part}: {fault}" for fault in faults(address))
        fault = None if "{{" in address else (image_fault if part == "image" else link_fault)(address)
        if fault:
            yield f"{part}: {fault}"
