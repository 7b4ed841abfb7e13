"""Every fault in the campaign files that can be found before anybody is looked at, with file, field and remedy."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import time
from difflib import get_close_matches
from pathlib import Path

from roundtrip import declared, settings
from roundtrip.decide.content import (
    OF_THE_CHANNEL,
    OF_THE_PERSON,
    OPT_OUT,
    UNSUBSCRIBE,
    Text,
    Unreadable,
    files,
    texts,
    whole,
)
from roundtrip.decide.segments import segment_names, segment_placeholders
from roundtrip.domain.campaign import Campaign, EmailVariant, Kind, SendStep
from roundtrip.domain.policy import Policy, QuietHours
from roundtrip.domain.text import TextVariant

SMALLEST_ARM = 100
"""People in an arm below which no effect worth having can be told from chance, however long one waits."""


def check_campaigns(folder: Path | None = None) -> list[str]:
    """Faults of all campaign files, one sentence each; empty when all is well. `folder` is the include folder."""
    return checked(folder)[1]


def checked(folder: Path | None = None) -> tuple[list[Campaign], list[str]]:
    """Campaigns without a fault, and the faults of the others: a bad campaign stops alone."""
    include = folder or settings.load().include
    by_file, faults = declared.campaigns_by_file(include)
    policy = declared.policy(include)
    good = []
    for file, campaign in by_file.items():
        found = [f"{file}: {fault}" for fault in _faults(campaign, policy, include / "templates")]
        faults += found
        if not found:
            good.append(campaign)
    return good, faults


def _faults(campaign: Campaign, policy: Policy, templates: Path) -> Iterator[str]:
    if campaign.segment not in segment_names():
        remedy = _meant(campaign.segment, segment_names()) or f"write dbt/models/segments/seg_{campaign.segment}.sql"
        yield f"segment: there is no {campaign.segment!r}; {remedy}"
    if campaign.topic not in policy.topics:
        remedy = _meant(campaign.topic, policy.topics) or "add it to `topics` in policy.yml"
        yield f"topic: {campaign.topic!r} is not a topic people were asked about; {remedy}"
    if campaign.audience.min > campaign.audience.max:
        yield f"audience: min {campaign.audience.min} is more than max {campaign.audience.max}, so nothing is ever sent; swap them"
    yield from _untestable(campaign)
    if campaign.kind is Kind.MARKETING and is_quiet(campaign.schedule.at, policy.quiet_hours):
        yield (
            f"schedule: {campaign.schedule.at:%H:%M} lies in the quiet hours of policy.yml"
            f" ({policy.quiet_hours.start:%H:%M} to {policy.quiet_hours.until:%H:%M}); choose a time outside"
        )
    for step in campaign.send_steps:
        yield from (f"steps.{step.id}.{fault}" for fault in _content_faults(campaign, step, policy, templates))


def is_quiet(at: time, quiet: QuietHours) -> bool:
    """Whether a local time lies in the quiet hours; the end is outside."""
    if quiet.start <= quiet.until:
        return quiet.start <= at < quiet.until
    return at >= quiet.start or at < quiet.until


def _untestable(campaign: Campaign) -> Iterator[str]:
    if not 0 <= campaign.holdout < 1:
        yield f"holdout: {campaign.holdout:%} is not a share to hold out; write 0% or more, and less than 100%"
        return
    held_out = int(campaign.audience.max * campaign.holdout)
    if campaign.holdout > 0 and held_out < SMALLEST_ARM:
        yield (
            f"holdout: at most {held_out} people are held out (audience.max × holdout), too few to show any effect;"
            f" raise one of them to reach {SMALLEST_ARM}, or write 0% and do without an answer"
        )
    for step in campaign.send_steps:
        weights = {name: variant.weight for name, variant in step.variants.items()}
        for name, weight in weights.items():
            share = campaign.audience.max * weight // sum(weights.values())
            if len(weights) > 1 and share < SMALLEST_ARM:
                yield (
                    f"steps.{step.id}.variants.{name}.weight: at most {share} people get this variant, too few to show any"
                    f" effect; raise the weight or audience.max to reach {SMALLEST_ARM}, or drop the variant"
                )


def _content_faults(campaign: Campaign, step: SendStep, policy: Policy, templates: Path) -> Iterator[str]:
    for name, variant in step.variants.items():
        for part, by_language in variant.texts.items():
            if policy.default_language not in by_language:
                yield f"variants.{name}.{part}: has no {policy.default_language!r}, the default language of policy.yml; add it"
        if isinstance(variant, EmailVariant):
            faults = _template_faults(
                variant, policy.default_language, templates, is_marketing=campaign.kind is Kind.MARKETING
            )
            yield from (f"variants.{name}.template: {fault}" for fault in faults)
        if isinstance(variant, TextVariant) and campaign.kind is Kind.MARKETING:
            yield from (f"variants.{name}.{fault}" for fault in _endless(variant))
    yield from _placeholder_faults(campaign, step, templates)


def _endless(variant: TextVariant) -> Iterator[str]:
    """Texts that do not say how to end them."""
    for language, text in variant.text.items():
        if not {OPT_OUT, UNSUBSCRIBE} & Text(f"text.{language}", text).words:
            yield f"text.{language}: does not say how to end it; add {{{{ {OPT_OUT} }}}} or {{{{ {UNSUBSCRIBE} }}}}"


def _template_faults(variant: EmailVariant, language: str, templates: Path, *, is_marketing: bool) -> Iterator[str]:
    found = {path.name: path for path in files(variant, templates)}
    languages = {language, *(name.split(".")[-2] for name in found)}
    wanted = [f"{variant.template}.{each}.{kind}" for each in sorted(languages) for kind in ("mjml", "txt")]
    yield from (f"{name} is missing in include/templates; write it" for name in wanted if name not in found)
    for name, path in found.items():
        if is_marketing and UNSUBSCRIBE not in whole(path):
            yield f"{name} has no unsubscribe link; add {{{{ {UNSUBSCRIBE} }}}}"


def _placeholder_faults(campaign: Campaign, step: SendStep, templates: Path) -> Iterator[str]:
    known = segment_placeholders(campaign.segment) | OF_THE_PERSON | OF_THE_CHANNEL
    for text in texts(step, templates):
        try:
            unknown = sorted(text.placeholders - known)
        except Unreadable as error:
            yield f"{text.field}: not readable as a template, {error}; correct it"
            continue
        for name in unknown:
            remedy = _meant(name, known) or f"add the column to seg_{campaign.segment}.sql and its .yml"
            yield f"{text.field}: there is no placeholder {name!r}; {remedy}"


def _meant(wrong: str, known: Collection[str]) -> str | None:
    close = get_close_matches(wrong, known, n=1)
    return f"did you mean {close[0]!r}?" if close else None
