"""Reports from the field: what visitors say is wrong, and what becomes of it."""
