"""Finding records: words and meaning fused, places understood, sure or unsure said honestly."""
