"""What is kept about people, for how long, and how they see it and have it deleted."""
