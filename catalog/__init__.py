"""The catalogue: parts and what hangs on them. PostgreSQL is the truth; nothing here knows of the search engine."""
