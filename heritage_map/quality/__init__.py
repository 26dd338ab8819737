"""The quality of the data at the desk: what `geodata.quality` counts, as charts and CSV."""
