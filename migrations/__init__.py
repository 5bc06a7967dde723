"""The schema's history: plain SQL, one file a step, forwards only in production."""
