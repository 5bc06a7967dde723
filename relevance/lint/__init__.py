"""Linters of the configuration: what is well-formed and still wrong. Pure: values in, faults out; `relevance.check` runs them."""
