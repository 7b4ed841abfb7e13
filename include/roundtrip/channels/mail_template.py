"""An e-mail template: `<name>.<language>.mjml` and `.txt` in include/templates; files that begin with `_` are for including.

MJML becomes HTML once for each template and language, with the personal parts taken out (skeleton.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import mrml

from roundtrip.channels.languages import best
from roundtrip.channels.rendering import HTML, TEXT, Plain
from roundtrip.channels.skeleton import Personal, UnfitTemplate

CLIPPED_ABOVE = 100_000  # bytes of HTML; mail readers hide what comes after, the unsubscribe link first of all


@dataclass(frozen=True)
class MailTemplate:
    """HTML and text with tags, and how to work out the tags for a person."""

    language: str
    html: str
    text: str
    personal: tuple[Personal, ...]

    def values(self, context: Mapping[str, Plain]) -> dict[str, str]:
        return {tag: value for part in self.personal for tag, value in part.values(context).items()}


@dataclass(frozen=True)
class MailTemplates:
    """The folder of templates, each read and compiled when it is first asked for."""

    folder: Path
    default_language: str
    _compiled: dict[tuple[str, str], MailTemplate] = field(default_factory=dict)

    def languages(self, name: str) -> list[str]:
        return sorted(path.name.split(".")[1] for path in self.folder.glob(f"{name}.*.mjml"))

    def load(self, name: str, wanted: str) -> MailTemplate:
        """The template in the best language there is for the person; raises UnfitTemplate or CannotRender."""
        language = best(wanted, {found: found for found in self.languages(name)}, self.default_language)
        if (name, language) not in self._compiled:
            self._compiled[name, language] = _compile(self.folder / name, language)
        return self._compiled[name, language]


def _compile(path: Path, language: str) -> MailTemplate:
    html, text = Personal(HTML, "h"), Personal(TEXT, "t")
    return MailTemplate(
        language=language,
        html=_to_html(path.with_name(f"{path.name}.{language}.mjml"), html),
        text=_taken_out(path.with_name(f"{path.name}.{language}.txt"), text),
        personal=(html, text),
    )


def _taken_out(path: Path, personal: Personal) -> str:
    try:
        return personal.taken_out(path.read_text())
    except FileNotFoundError as error:
        raise UnfitTemplate(f"{path.name} is missing in include/templates; write it") from error
    except UnfitTemplate as error:
        raise UnfitTemplate(f"{path.name}: {error}") from error


def _to_html(path: Path, personal: Personal) -> str:
    included = {partial.name: _taken_out(partial, personal) for partial in sorted(path.parent.glob("_*.mjml"))}
    options = mrml.ParserOptions(include_loader=mrml.memory_loader(included))
    try:
        made = mrml.to_html(_taken_out(path, personal), parser_options=options)
    except OSError as error:
        raise UnfitTemplate(f"{path.name}: not readable as MJML: {error}") from error
    unused = [source for source, tag in personal.tags.items() if tag not in made.content]
    for source in unused:  # of files that could have been included and were not
        del personal.tags[source]
    if len(made.content.encode()) > CLIPPED_ABOVE:
        raise UnfitTemplate(f"{path.name}: more than {CLIPPED_ABOVE} bytes of HTML; mail readers clip it: shorten it")
    return str(made.content)
