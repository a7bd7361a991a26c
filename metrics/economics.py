"""Unit economics of both sides."""

from metrics.margin import ensure_margin_cube, margins_of

__all__ = ["ensure_margin_cube", "margins_of"]
