"""Costs: dated list prices, the estimate before a run spends, and what it has cost so far."""
