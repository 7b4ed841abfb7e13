"""Deliver what is due: claim → render → in flight → send → record, a batch at a time, until nothing is due.

The two commits of the ledger stand before the call, one after it; no transaction is open while a provider is spoken to.
"""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from threading import Event
from uuid import uuid4
from zoneinfo import ZoneInfo

from roundtrip import declared, ledger, settings
from roundtrip.channels import CannotRender, Channel, Rendered, Variant, open_channels
from roundtrip.db import Role
from roundtrip.db.run import recorded
from roundtrip.decide.definition import definition_hash
from roundtrip.domain.campaign import Campaign
from roundtrip.domain.clock import Clock
from roundtrip.domain.message import ClaimedMessage, Outcome, Verdict, together
from roundtrip.rare_collections import rare_collections

NO_CONTENT = "no_content"


def deliver_due(clock: Clock, *, channels: Collection[str] | None = None, owner: str | None = None) -> Counter[str]:
    """Send everything due on the named channels, or on all, until nothing is; counts by what became of it.

    The clock is asked for each batch: what has become too late while others were sent is not sent.

    Counts: claimed, no_content, not_sent (the ledger refused it at the last look), accepted, rejected, not_now, uncertain.
    """
    business_date = clock.now().astimezone(ZoneInfo(declared.policy().reporting.timezone)).date()
    campaigns = {campaign.id: campaign for campaign in declared.campaigns()[0]}
    definitions = _definitions(campaigns.values())
    me, total = owner or _myself(), Counter[str]()
    with ExitStack() as stack:
        stack.enter_context(rare_collections())
        crews = [stack.enter_context(open_channels(clock, channels)) for _ in range(settings.load().senders)]
        for name in crews[0]:
            with recorded(Role.SENDER, business_date, "send", name) as run:
                senders = [
                    Delivery(crew[name], campaigns, definitions, f"{me}.{number}", clock)
                    for number, crew in enumerate(crews, 1)
                ]
                counts = _side_by_side(senders)
                run.count(**counts)
            total += counts
    return total


def _side_by_side(senders: Sequence[Delivery]) -> Counter[str]:
    """While one waits for the database, another renders and posts.

    An error of one, or this process being told to end, ends all after the batch they have in hand: nothing is left in the air.
    """
    is_over = Event()
    with ThreadPoolExecutor(len(senders), thread_name_prefix="sender") as pool:
        try:
            for ended in as_completed([pool.submit(sender.work_off, is_over) for sender in senders]):
                ended.result()
        finally:
            is_over.set()
    counts = Counter[str]()
    for sender in senders:
        counts.update(sender.counts)
    return counts


@dataclass
class Delivery:
    """One worker on one channel."""

    channel: Channel
    campaigns: Mapping[str, Campaign]
    definitions: Mapping[str, str]
    """By campaign that needs a word, the content at hand: what else was approved is not claimed."""
    owner: str
    clock: Clock
    counts: Counter[str] = field(default_factory=Counter)
    known_links: set[str] = field(default_factory=set)
    """Links on record, by id: every message of a campaign has the same."""

    def work_off(self, is_over: Event) -> None:
        """Batch after batch; stops early where the provider is evidently down, so that the rest stays planned."""
        while not is_over.is_set() and (claimed := self._claim()):
            self.counts["claimed"] += len(claimed)
            self.channel.prepare()  # a missing key is found before anything is in flight; the claims run out by themselves
            if _is_down(self._deliver(claimed)):
                return

    def _claim(self) -> list[ClaimedMessage]:
        return ledger.claim(self.channel.name, self.clock.now(), self.owner, self.channel.max_batch, self.definitions)

    def _deliver(self, claimed: Sequence[ClaimedMessage]) -> Sequence[Outcome]:
        ready = self._render(claimed)
        self._keep_links(ready)
        went = (
            ledger.go_in_flight([each.message.message_id for each in ready], self.owner, self.clock.now())
            if ready
            else set()
        )
        self.counts["not_sent"] += len(ready) - len(went)
        flying = ledger.narrowed([each.message for each in ready if each.message.message_id in went], self.owner)
        batch = [
            _as_it_goes(each, flying[each.message.message_id]) for each in ready if each.message.message_id in flying
        ]
        outcomes = self.channel.send(batch) if batch else []
        self.counts.update(outcome.verdict.value for outcome in together(outcomes))
        ledger.record(outcomes, self.owner, self.clock.now())
        return outcomes

    def _render(self, claimed: Sequence[ClaimedMessage]) -> list[Rendered]:
        """What can be rendered; the rest is suppressed with its reason."""
        ready, unfit = [], {}
        for message in claimed:
            try:
                ready.append(self.channel.render(message, self._variant(message)))
            except CannotRender as error:
                unfit[message.message_id] = f"{NO_CONTENT}: {error}"
        if unfit:
            ledger.suppress(unfit, self.owner, self.clock.now())
        self.counts[NO_CONTENT] += len(unfit)
        return ready

    def _keep_links(self, ready: Sequence[Rendered]) -> None:
        new = {link: target for each in ready for link, target in each.links().items() if link not in self.known_links}
        if new:
            ledger.keep_links(new)
            self.known_links |= new.keys()

    def _variant(self, message: ClaimedMessage) -> Variant:
        try:
            variant: Variant = self.campaigns[message.campaign_id].step(message.step_id).variants[message.variant]
        except (KeyError, StopIteration) as error:
            named = f"{message.campaign_id}.{message.step_id}.{message.variant}"
            raise CannotRender(f"no campaign file has {named} any more") from error
        return variant


def _as_it_goes(rendered: Rendered, message: ClaimedMessage) -> Rendered:
    return rendered if message is rendered.message else replace(rendered, message=message)


def _definitions(campaigns: Iterable[Campaign]) -> dict[str, str]:
    templates = settings.load().include / "templates"
    return {c.id: definition_hash(c, templates) for c in campaigns if c.approval == "required"}


def _is_down(outcomes: Sequence[Outcome]) -> bool:
    """Not one yes or no in a batch: to go on would only make more people uncertain."""
    return bool(outcomes) and all(outcome.verdict in (Verdict.NOT_NOW, Verdict.UNCERTAIN) for outcome in outcomes)


def _myself() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
