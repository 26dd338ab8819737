"""Plan the best circuit that fits the days of a traveller. No Django in here."""
