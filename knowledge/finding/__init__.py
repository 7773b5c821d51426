"""Lists: what fits what is asked for, step by step, and each step said aloud."""
