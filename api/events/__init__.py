"""Behaviour events: which visits count, what is noted of them, and the queue that writes them without making anybody wait."""
