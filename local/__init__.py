"""The one-command runtime: real PostgreSQL, Redis and OpenSearch from package registries, without containers and without root.

For one machine (a demo, development, tests). A deployment uses `docker-compose.yml` or its own servers. Knows only `core`.
"""
