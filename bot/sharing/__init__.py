"""What several applications share through Redis: limits, turnstiles and the bell."""
