"""Thin copies of the equipment registry and the ticket system, and what closed tickets taught."""
