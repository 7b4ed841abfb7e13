{#
    A view is made only when it is not there, or when what it says is not what stands there: its comment is the hash of that.
    One that says something else is replaced in its place, so that views and grants over it stay. A table made anew
    takes the views over it along, without telling dbt: what stands is asked of the database, not of dbt's cache.
#}
{% materialization view, adapter='postgres' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set grants = config.get('grants') -%}
    {%- set says = local_md5(sql ~ tojson(grants, sort_keys=true)) -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {% if existing_relation is not none and not existing_relation.is_view %}
        {{ adapter.drop_relation(existing_relation) }}
    {% endif %}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% call statement('main', fetch_result=True) -%}
        select obj_description(to_regclass('{{ target_relation }}'), 'pg_class') as said
    {%- endcall %}
    {% if load_result('main').table.columns['said'].values() | first != says %}
        {% call statement('view') %}
            {{ replace_view(target_relation, sql, says) }}
        {% endcall %}
        {% do apply_grants(target_relation, grants, should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) %}
        {% do persist_docs(target_relation, model) %}
    {% endif %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# Columns that changed their names or types cannot be replaced: the view goes, with those over it, and is made. #}
{% macro replace_view(relation, sql, says) %}
    do $view$
    begin
        create or replace view {{ relation }} as ({{ sql }}
        );
    exception when invalid_table_definition then
        drop view {{ relation }} cascade;
        create view {{ relation }} as ({{ sql }}
        );
    end
    $view$;
    comment on view {{ relation }} is '{{ says }}'
{% endmacro %}
