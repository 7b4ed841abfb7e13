# One image for every service of docker-compose.yml: Airflow's, and the public api. The demo stays outside.
FROM python:3.11-slim-bookworm

ENV PATH="/opt/roundtrip/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/opt/roundtrip/.state/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/roundtrip/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/roundtrip/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    DBT_SEND_ANONYMOUS_USAGE_STATS=false \
    DO_NOT_TRACK=1

RUN useradd --create-home --uid 10001 roundtrip \
    && install -d -o roundtrip -g roundtrip /opt/roundtrip /opt/roundtrip/.state /opt/roundtrip/reports
WORKDIR /opt/roundtrip
USER roundtrip

# The lock first: editing a campaign does not install anything again.
COPY --chown=roundtrip requirements.txt ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --no-deps --no-compile --require-hashes -r requirements.txt
RUN .venv/bin/python -m compileall -q -j0 .venv/lib || true  # a few wheels carry templates that are not Python

COPY --chown=roundtrip pyproject.toml ./
COPY --chown=roundtrip include/roundtrip/ ./include/roundtrip/
COPY --chown=roundtrip include/campaigns/ ./include/campaigns
COPY --chown=roundtrip include/feeds/ ./include/feeds
COPY --chown=roundtrip include/funnels/ ./include/funnels
COPY --chown=roundtrip include/providers/ ./include/providers
COPY --chown=roundtrip include/templates/ ./include/templates
COPY --chown=roundtrip include/dimensions.yml ./include/dimensions.yml
COPY --chown=roundtrip include/policy.yml ./include/policy.yml
COPY --chown=roundtrip dbt ./dbt
COPY --chown=roundtrip dags ./dags
RUN .venv/bin/python -m pip install --no-deps --no-build-isolation -e .
