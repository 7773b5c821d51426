"""The engine's room: Rasa components and training data (Python 3.10, where Rasa lives)."""
