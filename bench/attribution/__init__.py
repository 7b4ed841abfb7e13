"""Attribution against the package marketing-attribution-models, on the same journeys."""
