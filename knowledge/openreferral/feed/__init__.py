"""Brings in a feed of Open Referral, whatever its version and however it is broken.

In two steps. The *copy* fetches gently and keeps the last good copy of every service, with personal
data of private people already masked; it may stop and be gone on with. The *taking* turns the copy
into records in one transaction; it needs no network. A failed fetch therefore never changes a
record, and what a source no longer lists is taken down, not deleted.
"""
