"""Measurements of the web process against the services that run."""
