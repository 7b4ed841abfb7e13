"""Takes the links out of a mail's skeleton, so that each person gets a tracked one; see tracked_links.py."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from roundtrip.channels.skeleton import MARK, Personal, UnfitTemplate
from roundtrip.channels.tracked_links import TrackedLinks

_ANCHOR = re.compile(r'(<a\b[^>]*?\bhref=")(https?://[^"]*)("[^>]*>)')
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
_UNTRACKED = 'clicktracking="off"'


@dataclass
class Links:
    """The targets of a template, each with the tag that stands for its tracked link."""

    tags: dict[str, str] = field(default_factory=dict)
    """Tag by target, as in {"https://shop.example/{{ product_id }}": "%rtl0%"}."""

    def taken_out_of_html(self, made: str, personal: Personal) -> str:
        """HTML with a tag in every link but those marked `clicktracking="off"`; raises UnfitTemplate."""

        def replaced(found: re.Match[str]) -> str:
            if _UNTRACKED in found[0]:
                return found[0]
            return found[1] + self._tag(html.unescape(_written(found[2], personal))) + found[3]

        return _ANCHOR.sub(replaced, made)

    def taken_out_of_text(self, text: str, personal: Personal) -> str:
        """The same for the addresses in a text."""
        return _ADDRESS.sub(lambda found: self._tag(_written(found[0], personal)), text)

    def _tag(self, target: str) -> str:
        if wrong := TrackedLinks.faults(target):
            raise UnfitTemplate(wrong[0])
        return self.tags.setdefault(target, f"{MARK}l{len(self.tags)}%")

    def values(self, message_id: UUID, tracked: TrackedLinks) -> dict[str, str]:
        """Each tag's link for one message."""
        return {tag: tracked.url(message_id, target) for target, tag in self.tags.items()}


def _written(skeleton: str, personal: Personal) -> str:
    """An address as it stands in the template, its expressions put back."""
    by_tag: Mapping[str, str] = {tag: source for source, tag in personal.tags.items()}
    for tag, source in by_tag.items():
        skeleton = skeleton.replace(tag, source)
    return skeleton
