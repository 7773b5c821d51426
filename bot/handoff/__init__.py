"""A person takes over: offered, waiting, with an adviser, given back, or a call back."""
