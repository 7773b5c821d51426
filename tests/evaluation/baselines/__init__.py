"""What Signpost is compared with, in the same run and by the same judge."""
