"""THE WAY: circuits, stops and legs."""
