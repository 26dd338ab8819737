"""Changes that wait for a publisher beside what the public sees."""
