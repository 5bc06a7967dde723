"""What a query means: readers, one slot each, turn pieces of it into chips. Pure, deterministic, under 2 ms."""
