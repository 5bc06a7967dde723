"""Relevance as configuration: `config/index` shapes the index (a change needs a new one), `config/query` the ranking (a change needs a reload)."""
