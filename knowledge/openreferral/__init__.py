"""Open Referral UK 3.0, both ways: records given out, feeds brought in, and the checker of both.

British names inside; the standard's spelling (`organization`, `license`) only in what is read from
and written to others.
"""
