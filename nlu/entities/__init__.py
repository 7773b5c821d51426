"""What is found in a text without training: places, organisations, postcodes, ages, money, dates.

spaCy and the content files, and nothing of Rasa.
"""
