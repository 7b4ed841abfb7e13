"""The real Airflow on one machine: its environment, and its four processes from `make up` to `make down`."""
