"""WHERE: territories, places, opening, closures, search."""
