"""Roundtrip: the mobile CRM that lives in your own warehouse. The library; it knows no Airflow."""
