"""Runs dbt inside this process, as the transformer: what the night builds, and any dbt command at a terminal.

python -m roundtrip.transform docs generate
ROUNDTRIP_AS_OF=2026-11-10 python -m roundtrip.transform build --select fct_session+
"""

from roundtrip.transform.build import SELECTORS, BuildReport, OlderNight, build
from roundtrip.transform.compiled import Compiled, compiled
from roundtrip.transform.invocation import TransformError, invoke

__all__ = ["SELECTORS", "BuildReport", "Compiled", "OlderNight", "TransformError", "build", "compiled", "invoke"]
