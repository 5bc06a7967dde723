"""The path from a committed change to a confirmed document, and everything that keeps the index equal to PostgreSQL."""
