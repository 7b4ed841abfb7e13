{#
    From when on a model made of sessions has to be computed again because of `news`, rows of person_id and `moment`: the
    earliest of them, or when a session began that had not ended by `reach`, an instant said of news.earliest. Of everybody
    together and as a literal: it says how much of raw is read.
#}
{% macro since_of_sessions(news, moment, sessions, reach) -%}
    {%- set query -%}
        select least(news.earliest, (select min(started_at) from {{ sessions }} where ended_at >= {{ reach }}))
        from (
            select coalesce(min({{ moment }}), timestamptz 'infinity') as earliest
            from (
                {{ news }}
            ) as news (person_id, {{ moment }})
        ) as news
    {%- endset -%}
    {{ found(query, 'timestamptz', 'infinity') }}
{%- endmacro %}
