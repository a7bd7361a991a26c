"""The two companies of SOURCE.md section 14 in figures, for the generator: everything one might want to change is here.

Days are counted from `FIRST_DAY`, moments are whole seconds from its midnight (negative before it).
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SEED = 20260927
FIRST_DAY = date(2026, 3, 30)
LAST_DAY = date(2026, 9, 27)
DAYS = 182
DAY = 86_400
END = DAYS * DAY
MONTHS = DAYS / 365 * 12  # the 26 weeks in months
DIP_FROM = DAYS - 21  # the last three weeks: Facebook Ads converts badly, a newsletter hides it in the total

VISITS_A_MONTH = 200_000
VISITS = round(VISITS_A_MONTH * MONTHS)
BUYERS = 21_990  # with their repeat orders: 2.5 % of visits
ORDER_VALUE = 28_000
ADS_A_MONTH = 30_000_000
ADS_A_DAY = ADS_A_MONTH * 12 / 365

CHANNELS = ("Facebook Ads", "TikTok Ads", "Google Search", "Email", "Direct", "Referral")
EMAIL = CHANNELS.index("Email")
FACEBOOK = CHANNELS.index("Facebook Ads")
VISIT_SHARE = (0.32, 0.19, 0.23, 0.07, 0.12, 0.07)
BUYER_SHARE = (0.27, 0.09, 0.34, 0.12, 0.11, 0.07)
RETURN_SHARE = (0.09, 0.04, 0.12, 0.28, 0.44, 0.03)
DEVICES = ("mobile", "desktop", "tablet")
VISIT_DEVICE = (0.70, 0.24, 0.06)
BUYER_DEVICE = (0.60, 0.34, 0.06)
WEEKDAY = (0.97, 0.94, 0.95, 0.98, 1.04, 1.09, 1.03)  # Monday … Sunday

WEEKS_BEFORE = 52  # the CRM and the contracts reach back a year further, so that yearly KPIs exist
CRM_START = -WEEKS_BEFORE * 7 * DAY
LEADS_A_MONTH = 500
MQL_OF_LEADS = 0.8  # 400 MQL a month
SQL_OF_MQL = 0.229  # 22 % within 30 days, and a few later
WON_OF_SQL = 0.30
CONTRACT = 25_000_000
SIZES = ("SMB", "Mid-market", "Enterprise")
SIZE_SHARE = (0.55, 0.33, 0.12)
SIZE_VALUE = (0.48, 1.12, 3.04)
B2B_CHANNELS = ("LinkedIn Ads", "Google Search", "Webinar", "Partner", "Email", "Direct")
B2B_SHARE = (0.26, 0.27, 0.14, 0.11, 0.12, 0.10)
OWNERS = ("Nguyễn Lan", "Trần Minh", "Lê Hà", "Phạm Quân", "Vũ Thảo", "Đỗ Khánh")
STAGES = ("Discovery", "POC", "Proposal", "Negotiation", "Closed won", "Closed lost")


def draw(rng: np.random.Generator, count: int, shares: tuple[float, ...] | Floats) -> Ints:
    """`count` indexes drawn with these shares."""
    edges = np.cumsum(np.asarray(shares) / np.sum(shares))[:-1]
    return np.searchsorted(edges, rng.random(count), side="right").astype(np.int64)


def even(rng: np.random.Generator, count: int, block: int = 300) -> Floats:
    """Uniform numbers spread evenly within each block: weeks vary, but long-run shares are the planned ones."""
    parts = [
        (rng.permutation(size) + rng.random(size)) / size
        for size in (min(block, count - start) for start in range(0, count, block))
    ]
    return np.concatenate(parts) if parts else np.empty(0)
