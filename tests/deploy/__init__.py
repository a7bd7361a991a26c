"""The examples for a deployment, run for real."""
