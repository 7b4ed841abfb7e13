"""The package's side: marketing-attribution-models on touches in memory."""

from __future__ import annotations

import polars as pl
from mam.core import MAM
from mam.results import AttributionResult

MODELS = ("first", "last", "linear", "position_based", "time_decay", "markov")
"""What both have, by our names; last_non_direct the package has not."""
_THEIR_NAMES = {"first": "first_click", "last": "last_click"}


def attributed(touches: pl.DataFrame, value: str | None = None) -> dict[str, AttributionResult]:
    """Each model's credit of one conversion a journey, or of the column `value`."""
    package = MAM(
        touches.with_columns(paid=pl.when(pl.col("nth") == 1).then(value) if value else pl.lit(None)),
        format_type="session",
        channels_colname="channel",
        journey_with_conv_colname="is_converted",
        datetime_colname="touched_at",
        user_id_colname="person_id",
        conversion_value_colname="paid" if value else None,
    )
    return {model: getattr(package, f"run_{_THEIR_NAMES.get(model, model)}")() for model in MODELS}
