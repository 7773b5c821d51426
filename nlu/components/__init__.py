"""The project's own parts of Rasa's pipeline, named in config.yml by their dotted paths."""
