"""Letters: files that a print shop fetches, one row a letter. Where the account lives is the print shop's to know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from roundtrip import declared, secrets_store, settings
from roundtrip.channels.credentials import CredentialsError
from roundtrip.channels.drop_folder import DropFolder, Handed
from roundtrip.channels.languages import best
from roundtrip.channels.letter_file import LetterFile
from roundtrip.channels.pause import MISCONFIGURED, pause
from roundtrip.channels.protocol import CannotRender, ContactKind, Rendered, Surroundings, Variant
from roundtrip.channels.rendering import faults, render, single_line, values
from roundtrip.channels.transport import ForbiddenHost
from roundtrip.domain.campaign import SendStep
from roundtrip.domain.drop import Drop
from roundtrip.domain.message import ClaimedMessage, Outcome, Verdict
from roundtrip.domain.text import LetterVariant

MAX_BATCH = 1_000  # rows of a file


@dataclass(frozen=True)
class RenderedLetter(Rendered):
    """One row."""

    form: str
    fields: Mapping[str, str]

    def shown(self) -> dict[str, str]:
        return {"form": self.form, **self.fields}

    def row(self) -> dict[str, str]:
        about = {"message_id": str(self.message.message_id), "account": self.message.address, "form": self.form}
        return {**about, "language": self.message.language, **self.fields}


class LetterChannel:
    """See channels.protocol.Channel."""

    name = "letter"
    contact_kind: ContactKind = "app_user"
    max_batch = MAX_BATCH

    def __init__(self, surroundings: Surroundings) -> None:
        self._policy = surroundings.policy

    @cached_property
    def _provider(self) -> Drop:
        return declared.drop_of("letter", self._policy)

    @cached_property
    def _folder(self) -> DropFolder:
        installation = settings.load()
        if self._provider.is_bucket and installation.providers is settings.Providers.SANDBOX:
            raise ForbiddenHost(f"in sandbox mode letters stay on this machine, not in {self._provider.drop}")
        home = "" if self._provider.is_bucket else f"{installation.home}/"
        place = self._provider.drop if self._provider.drop.startswith("/") else f"{home}{self._provider.drop}"
        return DropFolder(place, secrets_store.secret("handoff_key"))

    def prepare(self) -> None:
        try:
            self._folder.prepare()
        except ForbiddenHost:
            raise
        except Exception as error:  # every store has a family of errors of its own
            raise CredentialsError(
                f"{self._provider.drop} cannot be reached ({type(error).__name__}); correct drop or its keys"
            ) from error

    def check(self, step: SendStep) -> list[str]:
        try:
            self._provider  # noqa: B018
        except declared.DeclarationError as error:
            return [f"send: {fault}" for fault in error.faults]
        return [
            f"variants.{name}.{part}.{language}: {fault}"
            for name, variant in step.variants.items()
            for part, by_language in variant.texts.items()
            for language, text in by_language.items()
            for fault in faults(text)
        ]

    def render(self, message: ClaimedMessage, variant: Variant) -> RenderedLetter:
        if not isinstance(variant, LetterVariant):
            raise CannotRender("the step's content is not for letters")
        context, default = values(message.placeholders), self._policy.default_language
        fields = {
            name: single_line(render(best(message.language, texts, default), context))
            for name, texts in variant.fields.items()
        }
        return RenderedLetter(message, variant.form, fields)

    def send(self, batch: Sequence[Rendered]) -> list[Outcome]:
        letters = cast(Sequence[RenderedLetter], batch)
        by_file: dict[str, list[RenderedLetter]] = defaultdict(list)
        for letter in letters:
            by_file[_about(letter)].append(letter)
        came_to = {
            outcome.message_id: outcome for about, rows in by_file.items() for outcome in self._hand_over(about, rows)
        }
        return [came_to[letter.message.message_id] for letter in letters]

    def _hand_over(self, about: str, letters: Sequence[RenderedLetter]) -> list[Outcome]:
        file = LetterFile.of(about, [letter.row() for letter in letters], self._provider.delimiter)
        handed = self._folder.hand_over(file)
        return [_outcome(letter.message, file.name, handed) for letter in letters]

    def close(self) -> None:
        """Nothing is kept open."""


def _about(letter: RenderedLetter) -> str:
    """What is in one file has the same columns: one variant's letters."""
    message = letter.message
    return f"{message.campaign_id}.{message.step_id}.{message.variant}"


def _outcome(message: ClaimedMessage, file: str, handed: Handed) -> Outcome:
    match handed:
        case Handed.OVER:
            return Outcome(message.message_id, Verdict.ACCEPTED, provider_message_id=f"{file}#{message.message_id}")
        case Handed.NOT:
            wait, error = pause(MISCONFIGURED), "the file could not be written"
            return Outcome(message.message_id, Verdict.NOT_NOW, error_code="no_file", error=error, retry_after=wait)
    error = "the store broke off; look whether the file is there"
    return Outcome(message.message_id, Verdict.UNCERTAIN, error_code="broken_off", error=f"{error}: {file}")


def open_channel(surroundings: Surroundings) -> LetterChannel:
    """Found by channels.discovery."""
    return LetterChannel(surroundings)
