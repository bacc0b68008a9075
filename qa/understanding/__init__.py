"""Text to `Question`: years, issuers, operation, and the words of the statutory tables."""
