"""The draft's staging pair and its source, by the rules of dbt/: one CTE a thought, persons by the macros, columns described."""

from __future__ import annotations

from roundtrip.domain.column import ADDRESSES, IDENTIFIERS
from roundtrip.load.inference.columns import Drafted
from roundtrip.load.inference.contract import yaml
from roundtrip.load.inference.delivery import Delivery
from roundtrip.load.inference.names import singular

NOT_OF_JINJA = str.maketrans("", "", "{}")
MOST_TELLING = sorted(IDENTIFIERS, key=lambda kind: kind != "user_id")


def model_name(feed: str) -> str:
    return f"stg_{feed}__{singular(feed.rsplit('_', 1)[-1])}"


def model_sql(feed: str, columns: list[Drafted], how: Delivery) -> str:
    """The text of the model: the newest version of a row, or every row, each with the person it is about."""
    identifiers = _identifiers(columns)
    known = _known(columns, how)
    ctes = [("landed", f"select * from {{{{ source('raw', '{feed}') }}}}")]
    rows = "landed"
    if recency := _recency(how):
        ctes.append(("ranked", f"select\n    landed.*,\n{recency}\nfrom landed\nwhere {known}"))
        rows, known = (
            "ranked",
            f"ranked.{'recency = 1' if how.mode == 'upsert' else 'batch_id = ranked.newest_batch_id'}",
        )
    ctes.append(("staged", _staged(rows, columns, identifiers, known)))
    body = ",\n\n".join(f"{name} as (\n\n{_indented(select)}\n\n)" for name, select in ctes)
    setting = f"{{%- set identifiers = {identifiers} %}}\n\n" if identifiers else ""
    return f"{setting}with {body}\n\nselect * from staged\n"


def _staged(rows: str, columns: list[Drafted], identifiers: dict[str, str], known: str) -> str:
    selected = [f"    {rows}.{c.name}" for c in columns if c.column.type not in ADDRESSES]
    selected += ["    {{ person_id(identifiers) }} as person_id"] if identifiers else []
    selected += [f"    {rows}.{name}" for name in ("batch_id", "known_as_of")]
    join = f"\n{{{{ join_people('{rows}', identifiers) }}}}" if identifiers else ""
    return "select\n" + ",\n".join(selected) + f"\nfrom {rows}{join}\nwhere {known}"


def _identifiers(columns: list[Drafted]) -> dict[str, str]:
    """Column of raw by kind, the kind that tells most first."""
    found = {c.column.identifies: c.column.in_raw(c.name) for c in columns if c.column.identifies}
    return {kind: found[kind] for kind in MOST_TELLING if kind in found}  # type: ignore[index]


def _known(columns: list[Drafted], how: Delivery) -> str:
    kinds = {c.name: c.column.type for c in columns}
    if how.event_time is None:
        return "landed.known_as_of <= {{ as_of() }}"
    if kinds[how.event_time] == "date":
        return f"landed.known_as_of <= {{{{ as_of() }}}} and landed.{how.event_time} < {{{{ as_of() }}}}"
    return f"{{{{ is_known('landed', '{how.event_time}') }}}}"


def _recency(how: Delivery) -> str:
    if how.mode == "upsert":
        newest = [*([how.event_time] if how.event_time else []), "batch_id", "line"]
        order = ", ".join(f"landed.{name} desc" for name in newest)
        part = ", ".join(f"landed.{name}" for name in how.key)
        return f"    row_number() over (\n        partition by {part}\n        order by {order}\n    ) as recency"
    if how.mode == "replace_partition":
        part = ", ".join(f"landed.{name}" for name in how.partition)
        return f"    max(landed.batch_id) over (\n        partition by {part}\n    ) as newest_batch_id"
    return ""


def _indented(select: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in select.split("\n"))


def model_yml(feed: str, columns: list[Drafted], how: Delivery) -> str:
    """The text of the model's .yml: grain, key and columns, whose meaning somebody must still say."""
    key = [name for name in how.key if name not in _hidden(columns)]
    grain = " and ".join(key) or "line of the file"
    described = {c.name: _meaning(c, key) for c in columns if c.name not in _hidden(columns)}
    described |= {"person_id": "Who; NULL where nobody is known by it."} if _identifiers(columns) else {}
    described |= {"batch_id": "File it came with.", "known_as_of": "Night that learned of it."}
    test = (
        ["    data_tests:", "      - one_row_per:", f"          arguments: {{key: [{', '.join(key)}]}}"] if key else []
    )
    lines = [
        "version: 2",
        "",
        "models:",
        f"  - name: {model_name(feed)}",
        f"    description: One row per {grain}.",
        *test,
        "    columns:",
    ]
    for name, meaning in described.items():
        lines += [f"      - name: {name}", f"        description: {yaml(meaning)}"]
    return "\n".join(lines) + "\n"


def _hidden(columns: list[Drafted]) -> set[str]:
    """Addresses are keyed hashes in raw and no business of staging."""
    return {c.name for c in columns if c.column.type in ADDRESSES}


def _meaning(drafted: Drafted, key: list[str]) -> str:
    field = drafted.seen.source.translate(NOT_OF_JINJA)  # dbt renders descriptions
    said = f"As landed in {field}; say what it means."
    if drafted.column.identifies:
        said = f"The person's {drafted.column.identifies}."
    return f"{said} Key." if drafted.name in key else said


def source_yml(feed: str) -> str:
    """The text of raw_<feed>.yml."""
    return (
        "version: 2\n\nsources:\n  - name: raw\n    schema: raw\n    tables:\n"
        f"      - name: {feed}\n        description: As landed, every version. Its columns are those of include/feeds/{feed}.yml.\n"
    )
