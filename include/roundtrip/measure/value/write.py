"""Predictions into raw.person_value, by COPY and in parts."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from psycopg import Connection

from roundtrip.measure.value.fitted import Fitted
from roundtrip.measure.value.predict import HORIZONS, Predictions

CHUNK = 20_000
COLUMNS = (
    *("as_of", "person_id", "model", "fitted_to", "p_alive"),
    *(f"purchases_{horizon}" for horizon in HORIZONS),
    *(f"value_{horizon}_minor" for horizon in HORIZONS),
)


def write(
    db: Connection[Any], as_of: date, person_id: np.ndarray[Any, Any], found: Fitted, predictions: Predictions
) -> None:
    """In place of what the night said before; of older nights the newest stays, on which this one was decided."""
    names = {name: speaks.name for name, speaks in found.estimates.items()}
    with db.transaction():
        db.execute(_FORGET, {"as_of": as_of})
        with db.cursor().copy(f"copy raw.person_value ({', '.join(COLUMNS)}) from stdin (format csv)") as copy:
            for begin in range(0, len(person_id), CHUNK):
                part = slice(begin, begin + CHUNK)
                copy.write(_lines(as_of, person_id[part], names, part, predictions))


def _lines(
    as_of: date, person_id: np.ndarray[Any, Any], names: dict[str, str], part: slice, predictions: Predictions
) -> str:
    fitted_to = pd.Series(predictions.fitted_to[part])
    rows = {
        "as_of": as_of.isoformat(),
        "person_id": person_id,
        "model": fitted_to.map(names),
        "fitted_to": fitted_to,
        "p_alive": predictions.p_alive[part],
        **{f"purchases_{horizon}": predictions.purchases[part, at] for at, horizon in enumerate(HORIZONS)},
        **{f"value_{horizon}_minor": predictions.value[part, at] for at, horizon in enumerate(HORIZONS)},
    }
    return pd.DataFrame(rows, columns=COLUMNS).to_csv(index=False, header=False)


_FORGET = """
    delete from raw.person_value
    where as_of >= %(as_of)s or as_of < (select max(as_of) from raw.person_value where as_of < %(as_of)s)
"""
