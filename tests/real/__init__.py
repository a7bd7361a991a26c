"""Public data sets against figures computed independently; run by hand, the suite does not depend on the data."""
