"""Golden files: few, readable, one per format."""
