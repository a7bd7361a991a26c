"""What the numbers mean: canonical tables to cubes, to KPIs, to grades. Never imports Streamlit or `pages`."""
