"""What a feed of addresses that must not be written to says: whom it suppresses, on which channel, and why."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field, ValidationInfo, field_validator

from roundtrip.domain.column import Column
from roundtrip.domain.policy import Strict

Reason = Literal["bounced", "complained", "unsubscribed", "imported"]
ACCOUNT = "app_user"
"""The kind of address the app's own messages go to: an account, by its user_id."""
ADDRESS_OF_CHANNEL = {
    "email": "email",
    "sms": "phone",
    "messenger": "phone",
    "push": "push_token",
    "in_app": ACCOUNT,
    "feed": ACCOUNT,
    "letter": ACCOUNT,  # the print shop knows where the account lives; we do not
}


class Suppresses(Strict):
    """Every row of the feed suppresses its address, for good: nothing a feed says later takes it back."""

    channel: Literal["email", "sms", "push"]
    reason: Reason | None = None
    reason_in: str | None = Field(default=None, validate_default=True)
    """The column that says why, where rows differ."""

    @field_validator("reason_in")
    @classmethod
    def _has_one_reason(cls, reason_in: str | None, info: ValidationInfo) -> str | None:
        if "reason" in info.data and (info.data["reason"] is None) == (reason_in is None):
            raise ValueError("or `reason`: write one of them, the reason of every row or the column that says it")
        return reason_in

    def address(self, columns: dict[str, Column]) -> str:
        """The address's column as raw calls it; raises ValueError where a row has none or several."""
        wanted = ADDRESS_OF_CHANNEL[self.channel]
        found = [name for name, column in columns.items() if column.type == wanted and column.required]
        if len(found) != 1:
            raise ValueError(
                f"channel {self.channel} needs one column of type {wanted} with `required: true`; write one"
            )
        return columns[found[0]].in_raw(found[0])

    def check(self, columns: dict[str, Column]) -> None:
        """Raises ValueError where the feed's columns do not say what is needed."""
        self.address(columns)
        if self.reason_in is None:
            return
        column = columns.get(self.reason_in)
        if column is None or not column.required or not set(column.one_of or ("",)) <= set(get_args(Reason)):
            raise ValueError(
                f"reason_in: {self.reason_in!r} is no column with `required: true` and a `one_of` among"
                f" {', '.join(get_args(Reason))}; correct or add it"
            )
