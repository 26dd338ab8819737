"""WHO AND WHAT: crafts, organisations, artisans, workplaces, products, motifs."""
