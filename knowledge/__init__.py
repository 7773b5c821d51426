"""The ground floor: services, opportunities, funds, guidance, cases and places.

Imports no other room. This file stays empty of imports, because the engine's Python 3.10 imports
``knowledge.encoder`` and must not meet the application's packages on the way.
"""
