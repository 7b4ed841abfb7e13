"""The people found, by the dimensions of include/dimensions.yml, as they are now."""

from __future__ import annotations

from psycopg import sql
from pydantic import BaseModel

from roundtrip import declared
from roundtrip.domain.dimension import Dimension
from roundtrip.segments.scene import Database

MOST = 5
"""Values shown of a dimension; the others are counted together, unless a person may have several."""
REST = "other"
COLUMNS = """
    select column_name
    from information_schema.columns
    where table_schema = 'marts' and table_name = 'dim_person'
"""
TOLD = """
    select
        {dimension} as dimension,
        {is_many} as is_many,
        coalesce({column}::text, 'unknown') as value,
        found.person_id
    from (select distinct person_id from pg_temp.previewed) as found
    left join marts.{model} as told
        on found.person_id = told.person_id
"""
COUNTED = """
    with counted as (
        select dimension, is_many, value, count(distinct person_id) as people
        from ({told}) as told
        group by dimension, is_many, value
    ),

    ranked as (
        select *, row_number() over (partition by dimension order by people desc, value) as position
        from counted
    )

    select dimension, case when position <= {most} then value else {rest} end as value, sum(people)::bigint as people
    from ranked
    where position <= {most} or not is_many
    group by 1, 2, least(position, {most} + 1)
    order by 1, least(position, {most} + 1)
"""


class Share(BaseModel):
    """A value of a dimension. `other` is all values beyond the most frequent; of a dimension with several values a person,
    people count at each, and there is no `other`."""

    value: str
    people: int


def breakdown(db: Database) -> dict[str, list[Share]]:
    """By dimension, in the order of the file: most frequent values first. Of an event's columns those that dim_person has."""
    known = {row["column_name"] for row in db.execute(COLUMNS).fetchall()}
    asked = {name: of for name, of in declared.dimensions().dimensions.items() if of.model or of.column in known}
    if not asked:
        return {}
    told = sql.SQL("union all").join(_told(name, dimension) for name, dimension in asked.items())
    rows = db.execute(sql.SQL(COUNTED).format(told=told, most=sql.Literal(MOST), rest=sql.Literal(REST))).fetchall()
    found: dict[str, list[Share]] = {name: [] for name in asked}
    for row in rows:
        found[row["dimension"]].append(Share(value=row["value"], people=row["people"]))
    return found


def _told(name: str, dimension: Dimension) -> sql.Composed:
    return sql.SQL(TOLD).format(
        dimension=sql.Literal(name),
        is_many=sql.Literal(dimension.many),
        column=sql.Identifier("told", dimension.column or ""),
        model=sql.Identifier(dimension.model or "dim_person"),
    )
