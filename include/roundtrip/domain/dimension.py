"""A dimension as include/dimensions.yml declares it: what results about usage are told by."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from roundtrip.domain.policy import Strict

EVENT_COLUMNS = ("platform", "os_version", "app_version", "country", "region", "city", "language")
RESERVED = ("total",)
_NAME = r"^[a-z][a-z0-9_]{0,39}$"
_PROPERTY = re.compile("[A-Za-z][A-Za-z0-9_]{0,39}")
_EVENT = re.compile(r"[\w .:/-]{1,100}")

Name = Annotated[str, Field(pattern=_NAME)]


class Dimension(Strict):
    """Where the values of one dimension come from: an event, as it was; a person, as they are now; or their segments."""

    of: Literal["event", "person", "segment"]
    column: Name | None = None
    property: str | None = None
    """Of the event's JSON, instead of a column."""
    when: str | None = None
    """Name of the event whose property counts, where others have one of the same name."""
    many: bool = False
    """A person may have several values at once: never part of a total."""
    model: Name | None = None
    """Where `column` is found when it is not dim_person."""

    @field_validator("property")
    @classmethod
    def _is_a_plain_name(cls, name: str | None) -> str | None:
        if name is not None and not _PROPERTY.fullmatch(name):
            raise ValueError(f"{name!r} is no plain name; write one of letters, digits and _, at most 40 long")
        return name

    @field_validator("when")
    @classmethod
    def _is_an_event(cls, name: str | None) -> str | None:
        if name is not None and not _EVENT.fullmatch(name):
            raise ValueError(f"{name!r} cannot name an event; write it as the app does, without quotes")
        return name

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        {"event": self._of_event, "person": self._of_person, "segment": self._of_segment}[self.of]()
        return self

    def _of_event(self) -> None:
        if (self.column is None) == (self.property is None):
            raise ValueError("of an event needs either `column` or `property`; write one of them")
        if self.column is not None and self.column not in EVENT_COLUMNS:
            raise ValueError(f"column: {self.column!r} is none of an event's; write one of {', '.join(EVENT_COLUMNS)}")
        if self.when is not None and self.property is None:
            raise ValueError("when: belongs to a `property`; remove it")
        if self.many or self.model:
            raise ValueError("of an event has one value; remove `many` and `model`")

    def _of_person(self) -> None:
        if self.column is None or self.property or self.when:
            raise ValueError("of a person needs `column`, and neither `property` nor `when`; correct that")
        if self.many != (self.model is not None):
            raise ValueError("many and `model` go together: the model with one row per person and value; write both")

    def _of_segment(self) -> None:
        if not self.many or self.column or self.property or self.when or self.model:
            raise ValueError("of segments is written {of: segment, many: true}, with nothing else")


class Dimensions(Strict):
    """The file. Its order is the order in which reports show them."""

    dimensions: dict[Name, Dimension]

    @model_validator(mode="after")
    def _are_told_apart(self) -> Self:
        if taken := [name for name in self.dimensions if name in RESERVED]:
            raise ValueError(f"dimensions: {taken[0]!r} means everybody together; choose another name")
        single = [(name, d.of, d.column) for name, d in self.dimensions.items() if d.column and not d.many]
        for number, (name, *column) in enumerate(single):
            if twins := [other for other, *same in single[:number] if same == column]:
                raise ValueError(f"dimensions: {name!r} is the same column as {twins[0]!r}; remove one of them")
        spellings = {name.lower(): name for name in self.properties}
        if clash := [name for name in self.properties if spellings[name.lower()] != name]:
            raise ValueError(
                f"dimensions: the properties {clash[0]!r} and {spellings[clash[0].lower()]!r} differ by capitals only,"
                " which no column can; have the app write one of them"
            )
        return self

    @property
    def properties(self) -> list[str]:
        """Event properties that come out of the JSON as columns, each once."""
        return sorted({dimension.property for dimension in self.dimensions.values() if dimension.property})

    def for_models(self) -> list[dict[str, Any]]:
        """What the models loop over: name, of, column (of a property the column fct_session gives it) and the rest."""
        return [
            dimension.model_dump()
            | {"name": name, "column": f"property_{name}" if dimension.property else dimension.column}
            for name, dimension in self.dimensions.items()
        ]
