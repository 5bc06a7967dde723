"""Rules: under which conditions a search is changed, and how (pure). The file is relevance/config/query/rules.yml."""
