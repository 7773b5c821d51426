"""The advisers' desk: who waits, the conversation, calls back, and what is at hand to answer."""
