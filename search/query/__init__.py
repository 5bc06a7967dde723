"""A search as the engine's request body: one component per file, `builder` puts them together. Pure; user text is only ever a value."""
