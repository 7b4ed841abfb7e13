"""What the loader itself says of a draft: is it a contract, and which rows of the sample would it refuse."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import orjson

from roundtrip import declared
from roundtrip.domain.feed import Feed
from roundtrip.load.check import compiled
from roundtrip.load.example import NO_NIGHT
from roundtrip.load.inference.sample import Sample
from roundtrip.load.records import Fault, Record


def trial(feed: str, contract: str, sample: Sample) -> list[str]:
    """One sentence a fault of the draft, none where every row of the sample would load."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{feed}.yml"
        path.write_text(contract)
        try:
            read = declared.read(path, Feed)
        except declared.DeclarationError as error:
            return [f"no contract yet: {fault.partition(': ')[2]}" for fault in error.faults]
    records = [Record(number, orjson.dumps(row, default=str), row) for number, row in enumerate(sample.rows, 1)]
    faults = Counter(found for found in compiled(read, NO_NIGHT, b"a draft")(records) if isinstance(found, Fault))
    return [
        f"{count} of {len(records)} rows would be quarantined: {fault.field}: {fault.reason}"
        for fault, count in faults.most_common()
    ]
