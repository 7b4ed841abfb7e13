{# How long after a touch a conversion may still be owed to it: var attribution_windows, whole days by kind. #}
{% macro touch_window(kind) -%}
    case {{ kind }}
        {%- for name, days in var('attribution_windows').items() %}
        when '{{ name }}' then interval '{{ days }} days'
        {%- endfor %}
    end
{%- endmacro %}

{# The goal that is a campaign's success event; NULL where it is none that is attributed. #}
{% macro goal_of(event) -%}
    case {{ event }} when 'order_placed' then 'order' when 'subscription_started' then 'subscription_start' end
{%- endmacro %}

{# The channel of a link from outside, by who set it and by its medium (utm_source and utm_medium, or what stands for them). #}
{% macro channel_of_link(medium, source) -%}
    case
        when lower({{ source }}) in ({{ quoted(var('invitation_sources')) }}) then 'invitation'
        {%- for channel, mediums in var('channels_by_medium').items() %}
        when lower({{ medium }}) in ({{ quoted(mediums) }}) then '{{ channel }}'
        {%- endfor %}
        else 'other'
    end
{%- endmacro %}
