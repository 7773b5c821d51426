"""The public face of Signpost: the interface, the page, and what stands around the engine."""
