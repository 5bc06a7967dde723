"""Measurements of the path from change to index, against the services and processes that run."""
