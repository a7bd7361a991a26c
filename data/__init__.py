"""How numbers get in: reading, mapping, checking and storing exports. Never imports Streamlit or `metrics`."""
