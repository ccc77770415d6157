"""What keeps numbers from being learned from, said of a column before a strange loss says it an hour later."""

FAR = 10  # how many times the range of all other numbers one number may lie outside them


def fault(values):
    """What is wrong with a column (N,) of a file, N at least 3, in a sentence; None where it is well."""
    if (values == values[0]).all():
        return f"got {values[0].item():g} in every row, expected different numbers; a constant teaches nothing"
    size = values.abs().max().item()
    differ = (values.max() - values.min()).item()
    if not (differ > 1e-100 and size < 1e100):
        return (
            f"got numbers up to {size:g} that differ by {differ:g}, expected sizes between 1e-100 and 1e100; "
            "choose another unit"
        )
    if differ < 1e-9 * size:
        return (
            f"got numbers near {size:g} that differ by only {differ:g}, expected differences of more than a "
            "billionth of their size; what is common to all of them should be subtracted, with more digits kept"
        )
    return None


def far_value(values, lines):
    """Whether one number lies far from all others, or some do, in a sentence; None where none does."""
    ordered = values.sort().values
    if len(values) >= 5:
        for odd, others in ((ordered[-1], ordered[:-1]), (ordered[0], ordered[1:])):
            low, high = others[0].item(), others[-1].item()
            outside = max(low - odd.item(), odd.item() - high)
            if outside > FAR * (high - low):
                place = lines[(values == odd).nonzero()[0].item()]
                where = f"lie between {low:g} and {high:g}" if low < high else f"are all {low:g}"
                return (
                    f"got {odd.item():g} (line {place}) far from all others, which {where}, "
                    "expected nothing so far out; a slip, a sum, another unit? keep_far=True keeps it"
                )
    apart = (values - values.median()).abs()
    typical = apart.median().item()
    if typical and apart.max() > 1e4 * typical:
        i = apart.argmax().item()
        return (
            f"got very different scales: {values[i].item():g} (line {lines[i]}) among numbers of which half lie within "
            f"{typical:g} of {values.median().item():g}, expected them less than 10,000 times as far apart; a slip, "
            "another unit? If they are right, take logarithms, or keep them with keep_far=True"
        )
    return None
