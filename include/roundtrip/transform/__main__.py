"""`python -m roundtrip.transform <any dbt command>`, with the connection, the policy and ROUNDTRIP_AS_OF handed over."""

from __future__ import annotations

import os
import sys
from datetime import date

from roundtrip.transform.invocation import TransformError, invoke

night = os.environ.get("ROUNDTRIP_AS_OF")
try:
    invoke(sys.argv[1:], as_of=date.fromisoformat(night) if night else date.min)
except TransformError as error:
    sys.exit(str(error))
