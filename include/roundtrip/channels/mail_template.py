"""An e-mail template: `<name>.<language>.mjml` and `.txt` in include/templates; files that begin with `_` are for including.

MJML becomes HTML once for each template and language, with the personal parts taken out (skeleton.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import mrml

from roundtrip.channels.languages import best
from roundtrip.channels.rendering import HTML, TEXT, Plain
from roundtrip.channels.skeleton import Personal, UnfitTemplate
from roundtrip.channels.template_links import Links

CLIPPED_ABOVE = 100_000  # bytes of HTML; mail readers hide what comes after, the unsubscribe link first of all


@dataclass(frozen=True)
class MailTemplate:
    """HTML and text with tags, and how to work out the tags for a person."""

    language: str
    html: str
    text: str
    personal: tuple[Personal, ...]
    links: Links

    def values(self, context: Mapping[str, Plain]) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in self.personal:
            found.update(part.values(context))
        return found


@dataclass(frozen=True)
class MailTemplates:
    """The folder of templates, each read and compiled when it is first asked for."""

    folder: Path
    default_language: str
    is_tracked: bool
    """Whether links are taken out, to be tracked by us."""
    _compiled: dict[tuple[str, str], MailTemplate] = field(default_factory=dict)
    _best: dict[tuple[str, str], MailTemplate] = field(default_factory=dict)
    """By the language that was wanted: the folder is looked at once for each, and not for everybody."""

    def languages(self, name: str) -> list[str]:
        return sorted(path.name.split(".")[1] for path in self.folder.glob(f"{name}.*.mjml"))

    def load(self, name: str, wanted: str) -> MailTemplate:
        """The template in the best language there is for the person; raises UnfitTemplate or CannotRender."""
        known = self._best.get((name, wanted))
        if known is None:
            language = best(wanted, {found: found for found in self.languages(name)}, self.default_language)
            known = self._best[name, wanted] = self._compiled.get((name, language)) or self._compile(name, language)
        return known

    def _compile(self, name: str, language: str) -> MailTemplate:
        made = self._compiled[name, language] = _compile(self.folder / name, language, is_tracked=self.is_tracked)
        return made


def _compile(path: Path, language: str, *, is_tracked: bool) -> MailTemplate:
    of_html, of_text, links = Personal(HTML, "h"), Personal(TEXT, "t"), Links()
    mjml, txt = (path.with_name(f"{path.name}.{language}.{kind}") for kind in ("mjml", "txt"))
    html, text = _to_html(mjml, of_html), _taken_out(txt, of_text)
    if is_tracked:
        html = _naming(mjml, lambda: links.taken_out_of_html(html, of_html))
        text = _naming(txt, lambda: links.taken_out_of_text(text, of_text))
    for personal, skeleton in ((of_html, html), (of_text, text)):
        _forget_unused(personal, skeleton)
    return MailTemplate(language, html, text, (of_html, of_text), links)


def _forget_unused(personal: Personal, skeleton: str) -> None:
    """What stood in a file that could have been included and was not, or in a tracked link, is asked of nobody."""
    for source in [source for source, tag in personal.tags.items() if tag not in skeleton]:
        del personal.tags[source]


def _naming(path: Path, made: Callable[[], str]) -> str:
    try:
        return made()
    except UnfitTemplate as error:
        raise UnfitTemplate(f"{path.name}: {error}") from error


def _taken_out(path: Path, personal: Personal) -> str:
    try:
        source = path.read_text()
    except FileNotFoundError as error:
        raise UnfitTemplate(f"{path.name} is missing in include/templates; write it") from error
    return _naming(path, lambda: personal.taken_out(source))


def _to_html(path: Path, personal: Personal) -> str:
    included = {partial.name: _taken_out(partial, personal) for partial in sorted(path.parent.glob("_*.mjml"))}
    options = mrml.ParserOptions(include_loader=mrml.memory_loader(included))
    try:
        made = mrml.to_html(_taken_out(path, personal), parser_options=options)
    except OSError as error:
        raise UnfitTemplate(f"{path.name}: not readable as MJML: {error}") from error
    if len(made.content.encode()) > CLIPPED_ABOVE:
        raise UnfitTemplate(f"{path.name}: more than {CLIPPED_ABOVE} bytes of HTML; mail readers clip it: shorten it")
    return str(made.content)
