"""Right answers to the exercises of section 5.7.5, written differently from the solution."""

import torch


def times_by_nudges(a, b):
    value = a * b
    return [value, [(a + 1) * b - value, a * (b + 1) - value]]


def times_by_torch(a, b):
    one, two = (torch.tensor(value, requires_grad=True) for value in (a, b))
    product = one * two
    product.backward()
    return product.item(), (one.grad.item(), two.grad.item())


def power_by_division(a, n):
    value = pow(a, n)
    return value, value * n / a


def power_by_torch(a, n):
    base = torch.tensor(a, requires_grad=True)
    value = base**n
    value.backward()
    return [value, base.grad]


def quotient_of_quotient(a, b):
    value = a / b
    return value, (1 / b, -value / b)


def quotient_as_power(a, b):
    return a * b**-1, (b**-1, -1 * a * b**-2)


def by_index(ordered):
    last = len(ordered) - 1
    ordered[last].grad = 1
    for place in range(last, -1, -1):
        number = ordered[place]
        for pair in number.made_from:
            pair[0].grad = pair[0].grad + number.grad * pair[1]
    gradients = []
    for number in ordered:
        gradients.append(number.grad)
    return gradients


def by_popping(ordered):
    waiting = list(ordered)
    waiting[-1].grad += 1.0
    while waiting:
        number = waiting.pop()
        for earlier, slope in number.made_from:
            earlier.grad += number.grad * slope
    return tuple(number.grad for number in ordered)


def in_a_table(ordered):
    gradients = dict.fromkeys(ordered, 0.0)
    gradients[ordered[-1]] = 1.0
    for number in ordered[::-1]:
        for earlier, slope in number.made_from:
            gradients[earlier] += gradients[number] * slope
    return list(gradients.values())


def by_recursion(end):
    ordered = []

    def visit(number):
        if number not in ordered:
            for earlier, _ in number.made_from:
                visit(earlier)
            ordered.append(number)

    visit(end)
    return sorted(ordered, key=lambda number: number.birth)


def by_generations(end):
    found, generation = [end], [end]
    while generation:
        generation = [earlier for number in generation for earlier, _ in number.made_from]
        found += [number for number in set(generation) if number not in found]
    found.sort(key=lambda number: number.birth)
    return found


def by_birth_in_a_table(end):
    found, waiting = {}, [end]
    for number in waiting:  # grows while it is gone through
        found[number.birth] = number
        waiting.extend(earlier for earlier, _ in number.made_from)
    return [found[birth] for birth in sorted(found)]


ALTERNATIVES = {
    "5_7_5 rule of a product": [times_by_nudges, times_by_torch],
    "5_7_5 rule of a power": [power_by_division, power_by_torch],
    "5_7_5 rule of a quotient": [quotient_of_quotient, quotient_as_power],
    "5_7_5 walk back": [by_index, by_popping, in_a_table],
    "5_7_5 oldest first": [by_recursion, by_generations, by_birth_in_a_table],
    "5_7_5 a number used three times": [25, 25.0, torch.tensor(25.0), 5 * 5],
}
