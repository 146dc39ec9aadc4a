"""Counting with numbers of the student's own: parameters of a network, of two convolutions, steps of mini-batches."""
# modelsolution83c1d7

from __future__ import annotations

from typing import Any

from nnlib.exercises.definitions.variants.made import grid
from nnlib.exercises.definitions.variants.predicted import predictions
from nnlib.exercises.questions.values import cnn, forward, sgd
from nnlib.exercises.variants import Parameters


def _whole(parameters: Parameters, *names: str) -> tuple[int, ...]:
    return tuple(int(parameters[name]) for name in names)


def _network(parameters: Parameters) -> dict[str, Any]:
    side, hidden, outputs = _whole(parameters, "side", "hidden", "outputs")
    pixels, count = side * side, forward.parameter_count
    first = count(pixels, hidden)
    return {
        "right": float(count(pixels, hidden, outputs)),
        "wrong": (
            (float(count(pixels, hidden, outputs, biases=False)), "These are the weights alone. Every hidden unit and every output has a bias, too."),
            (float(pixels + hidden + outputs), "These are the units. What is learnt sits on the lines between them, and in the biases."),
            (float(first), "These are the parameters of the hidden layer. The outputs have weights and biases, too."),
            (float(count(pixels, hidden, outputs) + pixels), "The pixels are given, they have no biases: only the hidden units and the outputs do."),
            (float(count(side, hidden, outputs)), f"A picture of {side} by {side} pixels has {side} times {side} inputs, not {side}."),
        ),
        "solved": f"The hidden layer has ${hidden}\\cdot({pixels}+1)={first}$ of them, the output "
        f"${outputs}\\cdot({hidden}+1)={count(hidden, outputs)}$.",
        "hints": (
            "A unit has a weight for each unit below it, and one bias.",
            f"The hidden units read ${side}\\cdot {side}={pixels}$ pixels each, the outputs {hidden} activations each.",
        ),
    }  # fmt: skip


predictions(
    "forward_parameters",
    grid(side=(12, 14, 16, 18, 22, 24, 26), hidden=(30, 40, 60, 70, 80, 90), outputs=(6, 7, 8, 9)),
    _network,
    lambda p: (
        f"A network reads pictures of ${p['side']}\\times {p['side']}$ pixels, has one hidden layer of {p['hidden']} units and "
        f"{p['outputs']} outputs; all units have biases. How many parameters does it have?"
    ),
    "Three whole numbers of the same number of digits for everybody enter the same formula.",
)


def _steps(parameters: Parameters) -> dict[str, Any]:
    passes, samples, batch = _whole(parameters, "passes", "samples", "batch")
    batches = sgd.batches(samples, batch)
    return {
        "right": float(passes * batches),
        "wrong": (
            (float(passes), "So many steps makes descent on the full gradient. Here every batch gives a step."),
            (float(batches), "That is one pass."),
            (float(passes * samples), f"That would be a step for each sample; a batch of {batch} gives one."),
            (float(passes * batch), f"The number of passes times {batch}: but {batch} is the size of a batch, not their number."),
            (float(passes + batches), "You add the passes to the batches of one pass: each pass goes through all batches."),
        ),
        "solved": f"${passes}\\cdot {samples}/{batch}$. Descent on the full gradient makes {passes} steps for the same work.",
        "hints": (f"How many batches of {batch} are there in {samples} samples?", f"One step for each batch, and {passes} passes."),
    }  # fmt: skip


predictions(
    "steps_in_three_passes",
    [
        {"passes": passes, "samples": batch * batches, "batch": batch}
        for passes in (3, 4, 5, 6, 7)
        for batch in (12, 16, 24, 32, 48)
        for batches in (17, 19, 21, 23, 26, 29, 31)
    ],
    _steps,
    lambda p: (
        f"Stochastic gradient descent runs {p['passes']} times over {p['samples']} samples in batches of {p['batch']}. How many steps "
        "does it make in all?"
    ),
    "The samples are always a whole number of batches, between 17 and 31 of them, so that nobody has to ask what the last one does.",
)


def _filters(parameters: Parameters) -> dict[str, Any]:
    side, first, second = _whole(parameters, "side", "first", "second")
    one, two = cnn.filter_count(1, first, side), cnn.filter_count(first, second, side)
    area = side * side
    return {
        "right": float(one + two),
        "wrong": (
            (float(cnn.filter_count(1, first, side, biases=False) + cnn.filter_count(first, second, side, biases=False)),
             f"These are the weights. Each of the ${first}+{second}$ filters has a bias as well."),
            (float(one + cnn.filter_count(1, second, side)),
             f"A filter of the second convolution reaches through all {first} channels that come in: it has ${first}\\cdot{area}$ weights."),
            (float(two), "That is the second convolution alone."),
            (float(one), "That is the first convolution alone."),
            (float(one + two - second + first * second), "A filter has one bias, however many channels it reads."),
        ),
        "solved": f"{one} in the first and {two} in the second.",
        "hints": (
            "Each filter has a weight for every place in every channel that comes in, and one bias.",
            "$C_1(C_0S^2+1)$: which numbers are $C_0$ and $C_1$ in the second convolution?",
            f"{first} filters of $1\\cdot{area}$ weights and a bias, then {second} of ${first}\\cdot{area}$ weights and a bias.",
        ),
    }  # fmt: skip


predictions(
    "sizes_by_hand_count",
    grid(side=(3, 5, 7), first=(4, 6, 8, 10, 12), second=(14, 16, 18, 20, 24)),
    _filters,
    lambda p: (
        f"A picture with one channel goes through {p['first']} filters of {p['side']} by {p['side']}, pooling, {p['second']} filters of "
        f"{p['side']} by {p['side']}, and pooling. Every filter has a bias. How many weights and biases have the two convolutions together?"
    ),
    "The same two products and two sums for everybody; the second layer always has more filters than the first.",
)
