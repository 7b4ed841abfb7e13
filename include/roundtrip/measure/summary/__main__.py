"""`python -m roundtrip.measure.summary > docs/summary.schema.json` publishes the shape of summary.json."""

from __future__ import annotations

import json
import sys

from roundtrip.measure.summary.schema import Summary

json.dump(Summary.model_json_schema(mode="serialization"), sys.stdout, indent=2, ensure_ascii=False)
sys.stdout.write("\n")
