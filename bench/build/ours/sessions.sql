select
    session_id, person_id, started_at, ended_at, events, screens, entry_screen, exit_screen,
    platform, os_version, app_version, country, region, city, language
from marts.fct_session
