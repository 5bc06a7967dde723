"""The engine room: what a query means, what matches it, in which order, and why. Knows no SQL, no queue, no web."""
