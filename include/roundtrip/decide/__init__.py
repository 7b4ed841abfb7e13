"""Who gets what: campaign files are checked and registered, units assigned, people decided about, messages planned."""

from roundtrip.decide.approve import approve, grant
from roundtrip.decide.assign import assign
from roundtrip.decide.check import check_campaigns
from roundtrip.decide.decide import decide
from roundtrip.decide.exits import note_exits
from roundtrip.decide.plan import plan
from roundtrip.decide.register import register
from roundtrip.decide.replay import ReplayRefused

__all__ = ["ReplayRefused", "approve", "assign", "check_campaigns", "decide", "grant", "note_exits", "plan", "register"]
