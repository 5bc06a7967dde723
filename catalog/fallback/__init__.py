"""Searches that PostgreSQL answers by itself while the search engine is away: numbers by indexed columns, plain words, filters."""
