"""One module per command: `arguments` adds its options, `run` prints its rows. For `python -m metrics`."""
