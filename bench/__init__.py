"""Measuring: the product's cubes and raw answers side by side with chDB, Polars and pandas. `python -m bench`."""
