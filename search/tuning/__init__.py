"""The relevance configuration as values: `types` describes it (pure), `loader` reads and checks `relevance/config`."""
