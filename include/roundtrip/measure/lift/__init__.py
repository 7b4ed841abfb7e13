"""Lift: what a campaign changed, from the sufficient statistics that dbt keeps. Pure: no database, no files."""

from roundtrip.measure.lift.arm import Arm
from roundtrip.measure.lift.judge import Answer, Reason, Verdict, lift

__all__ = ["Answer", "Arm", "Reason", "Verdict", "lift"]
