"""Goldpan in Airflow: see docs/AIRFLOW.md of the Goldpan repository."""

__version__ = "0.1.0"


def provider_info() -> dict:
    """What Airflow's plugin machinery asks of a provider."""
    return {
        "package-name": "goldpan-airflow",
        "name": "Goldpan",
        "description": "Runs Goldpan scripts.",
        "versions": [__version__],
    }
