"""B2C funnel: from visit to purchase by person or session. Where most is lost, for whom, and since when."""

from pages.parts import funnel_page, missing, page

view = page.begin("B2C funnel")
missing.stop_without(view, "No visits or orders yet", "events", "orders")
funnel_page.draw(view, "b2c")
