"""Visits, counted without anything of the visitors: docs/visits.md."""
