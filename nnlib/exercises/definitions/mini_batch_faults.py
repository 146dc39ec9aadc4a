"""What goes wrong with mini-batches: pairs torn apart, samples lost or repeated, an order that is none.

Each fault is a statement about which rows of X and t came back where; rows and targets are all different.
"""
# modelsolution83c1d7

from __future__ import annotations

from nnlib.exercises.definitions import mini_batch_statements as say
from nnlib.exercises.registry import Fault

FAULTS = (
    Fault(
        "exchanged-pair",
        "Each pair comes back as (t_B, X_B): put the inputs first, (X_B, t_B).",
        say.in_every(say.exchanged),
    ),
    Fault(
        "row-numbers",
        "Your batches hold the numbers of the rows, not the rows: pick them with X[...] and t[...].",
        say.in_every(say.numbers),
    ),
    Fault(
        "two-lists",
        "You return two lists, one of inputs and one of targets. Asked is one list of pairs (X_B, t_B).",
        say.in_every(say.two_lists),
    ),
    Fault(
        "not-shuffled",
        "The samples come in their old order. Draw one order with rng.permutation(len(X)) and pick both X and t with it.",
        say.in_every(lambda t: say.in_order(say.rows_of(t)) and say.in_order(say.targets_of(t))),
    ),
    Fault(
        "targets-not-shuffled",
        "X is shuffled, but t is not, so inputs and targets no longer belong together: pick both with the same order.",
        say.in_every(say.targets_stay),
    ),
    Fault(
        "inputs-not-shuffled",
        "t is shuffled, but X is not, so inputs and targets no longer belong together: pick both with the same order.",
        say.in_every(say.inputs_stay),
    ),
    Fault(
        "two-orders",
        "X and t are shuffled in two different orders, so inputs and targets no longer belong together: draw one order and "
        "pick both with it.",
        say.in_every(say.mixed),
    ),
    Fault(
        "slice-end",
        "Only the first batch has samples, all later ones are empty: a slice names its end, not its length, so it must run "
        "from k to k + size.",
        say.in_some(say.empty_after_first, lambda t: len(t.args[0]) <= t.args[2]),
    ),
    Fault(
        "last-batch-dropped",
        "The last samples are lost when size does not divide their number: keep them as a shorter batch.",
        say.in_some(say.dropped, say.divides),
    ),
    Fault(
        "filled-up",
        "Your last batch is filled up with samples that were used already. It may be short: each sample occurs once.",
        say.in_some(say.filled_up, say.divides),
    ),
    Fault(
        "number-of-batches",
        "You make `size` batches. It is the number of samples in each batch, not the number of batches.",
        say.in_some(say.parts_not_size, lambda t: len(say.right_sizes_of(t)) == t.args[2]),
    ),
    Fault(
        "even-parts",
        "Your batches are equally large as far as possible. Each has exactly `size` samples; only the last may be short.",
        say.in_some(
            lambda t: say.even(t) and say.whole(say.flat(say.rows_of(t)), len(t.args[0])),
            lambda t: say.right_sizes_of(t) == say.sizes_of(t),
        ),
    ),
    Fault(
        "empty-batch",
        "When size divides the number of samples, an empty batch comes last: the starts run up to len(X), without it.",
        say.in_some(say.empty_last, lambda t: not say.divides(t)),
    ),
    Fault(
        "one-more",
        "Your batches have size + 1 samples: a slice leaves out its end, so k to k + size holds size of them.",
        say.in_some(say.one_more_each, lambda t: len(t.args[0]) <= t.args[2]),
    ),
    Fault(
        "one-batch",
        "You return all samples as one batch: cut the order into parts of `size`.",
        say.in_some(say.single, lambda t: len(say.right_sizes_of(t)) == 1),
    ),
    Fault(
        "same-batch",
        "All your batches hold the same samples: each batch takes the next part of the order.",
        say.in_some(say.same_batch, lambda t: len(t.value) == 1),
    ),
    Fault(
        "steps-of-one",
        "Your batches overlap: each starts one sample after the last. The starts are `size` apart, range(0, len(X), size).",
        say.in_some(lambda t: say.again(t) and say.one_step(t), lambda t: len(t.args[0]) <= t.args[2]),
    ),
    Fault(
        "batches-shuffled",
        "Neighbouring samples stay together: you shuffle the batches. Shuffle the samples first, then cut.",
        say.in_some(say.blocks, lambda t: len(t.args[0]) <= t.args[2]),
    ),
    Fault(
        "shuffled-within",
        "Every batch holds neighbouring samples, shuffled among themselves only. Shuffle all samples first, then cut.",
        say.in_some(say.local, lambda t: len(t.args[0]) <= t.args[2]),
    ),
    Fault(
        "turned",
        "The order is only turned: it starts at a random sample and goes on as before. rng.permutation mixes all of them.",
        say.in_every(say.turned),
    ),
    Fault(
        "with-replacement",
        "Some samples occur twice and others never: they are drawn with replacement. Draw one permutation and cut it.",
        lambda trials: any(say.again(t) for t in trials) and any(say.missing(t) for t in trials),
    ),
    Fault(
        "other-rows",
        "Your batches hold rows that are none of X, or targets that are none of t: pick whole rows, X[numbers] and t[numbers].",
        say.in_any(lambda t: -1 in say.flat(say.rows_of(t)) + say.flat(say.targets_of(t))),
        True,
    ),
    Fault(
        "repeated",
        "Some samples occur more than once; each one belongs to exactly one batch.",
        say.in_any(say.again),
        True,
    ),
    Fault(
        "pairs-broken",
        "Inputs and targets do not all belong together: pick both with the same row numbers.",
        say.in_any(lambda t: not say.pairs_kept(t)),
        True,
    ),
    Fault("missing", "Some samples are missing; each one belongs to exactly one batch.", say.in_any(say.missing), True),
    Fault(
        "sizes",
        "The batches do not have the right sizes: `size` samples each, and the rest in the last.",
        say.in_any(lambda t: say.sizes_of(t) != say.right_sizes_of(t)),
        True,
    ),
    Fault(
        "hardly-shuffled",
        "The samples are hardly shuffled: too many neighbours stay together.",
        say.hardly_shuffled,
        True,
    ),
)
