"""Changes that editors make to the content's records, approved by a second person."""
