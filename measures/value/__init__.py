"""Value, carefully: units people feel first, totals that are no money, money only when it is switched on."""
