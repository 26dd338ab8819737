"""Circuits that do not work any more: found, told, and mended with one click: docs/desk.md."""
