"""What a service costs, as a pure function."""


def service_price(price_minor: int | None, norm_minutes: int, labour_rate_minor: int) -> int:
    """Return the price in minor units: the fixed one, else hours x the rate of an hour, rounded half up."""
    if price_minor is not None:
        return price_minor
    return (norm_minutes * labour_rate_minor * 2 + 60) // 120
