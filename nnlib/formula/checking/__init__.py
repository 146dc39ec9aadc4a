"""Whether an equation holds on random scenes, and whether its check would notice a slip."""
