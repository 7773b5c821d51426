"""Volunteering opportunities in the Volunteering Data standard (standard.volunteeringdata.io)."""
