"""The open directory: Open Referral UK 3.0 for machines, pages for people, the same records."""
