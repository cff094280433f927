"""The gate: what ``make quality`` checks a built site with."""
