"""The public interface, in JSON."""
