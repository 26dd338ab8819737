"""What officers observe on the spot with a phone: taken in once, then taken over or decided."""
