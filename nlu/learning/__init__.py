"""How intents are learned: numpy, scipy and scikit-learn, and nothing of Rasa."""
