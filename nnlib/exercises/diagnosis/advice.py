"""What an error usually means: which array, which axis, which size, and what is written instead.

The advice is about the error, not a guess about the intention; its numbers are those of the error's own text.
"""

from __future__ import annotations

import re
from collections.abc import Set

# the error, what its text contains (groups fill the advice), the code, the advice
ADVICE: tuple[tuple[type[BaseException], str, str, str], ...] = (
    (
        ValueError,
        r"truth value of an array",
        "ambiguous",
        "A whole array stands where one True or False is needed (if, and, or, min). "
        "np.where, np.maximum and masks decide for each entry.",
    ),
    (
        TypeError,
        r"only (?:0-dimensional|length-1|size-1) arrays can be converted",
        "scalar-function",
        "An array stands where one number is needed. float and the functions of the math module take one number; np.exp, np.log, "
        "np.tanh take whole arrays.",
    ),
    (
        TypeError,
        r"only integer scalar arrays can be converted",
        "size",
        "An array stands where one whole number is needed, as for a size, range or index: len or .shape gives it.",
    ),
    (
        ValueError,
        r"size (\d+) is different from (\d+)",
        "product",
        "The inner sizes of a matrix product have to agree, here they are {1} and {0}: is a .T missing, or one too many?",
    ),
    (
        ValueError,
        r"mismatch in its core dimension|not aligned",
        "product",
        "The inner sizes of a matrix product have to agree: print both shapes; is a .T missing, or one too many?",
    ),
    (
        ValueError,
        r"does not have enough dimensions",
        "product",
        "The matrix product @ takes arrays; for a single number it is *.",
    ),
    (
        ValueError,
        r"could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))",
        "assigned",
        "What is assigned has the shape {0}, the place for it {1}.",
    ),
    (
        ValueError,
        r"could not be broadcast",
        "broadcast",
        "Axes are matched from the last one on, and each pair of sizes has to agree or be 1.",
    ),
    (
        ValueError,
        r"axis -?\d+ is out of bounds",
        "axis",
        "Axes are counted from 0: the last of n axes is n - 1; axis=-1 means the last one for every shape.",
    ),
    (
        IndexError,
        r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)",
        "index",
        "That axis has {2} entries, counted from 0.",
    ),
    (
        IndexError,
        r"too many indices for array: array is (\d+)-dimensional",
        "index",
        "There are more indices than axes; the array has {0} of them.",
    ),
    (
        IndexError,
        r"(?:tuple|list) index out of range",
        "index",
        "Counting starts at 0: of n entries the last is n - 1.",
    ),
    (
        IndexError,
        r"must be of integer|only integers, slices",
        "index",
        "An index is a whole number: // divides to one, / does not.",
    ),
    (
        TypeError,
        r"cannot be interpreted as an integer",
        "whole-number",
        "A size, range or index is a whole number: // divides to one, / does not.",
    ),
    (
        TypeError,
        r"'(?:int|float|numpy\.\w+)' object is not iterable|cannot unpack non-iterable",
        "iterate",
        "A single number has no entries to go through. range(n) gives 0 to n - 1; enumerate gives pairs.",
    ),
    (
        TypeError,
        r"'(?:int|float|numpy\.\w+)' object is not subscriptable",
        "subscript",
        "A single number stands before the brackets: it has no entries.",
    ),
    (
        TypeError,
        r"object of type '(?:int|float|numpy\.\w+)' has no len",
        "subscript",
        "A single number has no length.",
    ),
    (
        TypeError,
        r"'range' object does not support item assignment",
        "tuple",
        "The numbers of a range cannot be set or put in another order; those of list(range(n)) can.",
    ),
    (
        TypeError,
        r"'tuple' object does not support item assignment|tuple indices must be integers",
        "tuple",
        "A tuple such as x.shape has no entries to be set. np.zeros(x.shape) makes an array of that shape.",
    ),
    (
        AttributeError,
        r"'(tuple|list|int|float)' object has no attribute '(\w+)'",
        "attribute",
        "A {0} is no array: np.array makes one of numbers, np.zeros one of a shape.",
    ),
    (
        ValueError,
        r"zero-size array",
        "empty",
        "There is nothing to compare: the slice is empty. It ends at or before its beginning, or begins behind the end.",
    ),
    (ValueError, r"negative dimensions", "negative-size", "A size comes out below 0: print how it is counted."),
    (
        ValueError,
        r"cannot reshape array of size (\d+) into shape (\(.*?\))",
        "reshape",
        "Reshaping keeps all entries, and there are {0}: too many or too few for {1}.",
    ),
    (
        ValueError,
        r"setting an array element with a sequence",
        "assigned",
        "A whole array is put where one number belongs, or rows of different lengths are to be one array.",
    ),
    (
        ValueError,
        r"zip\(\) argument \d+ is (?:shorter|longer)",
        "zip",
        "What is gone through together has different lengths.",
    ),
    (
        TypeError,
        r"Cannot cast ufunc",
        "cast",
        "The array on the left holds whole numbers and cannot take others: make it with dtype=float.",
    ),
    (NameError, r"", "name", "That name is not defined where the function runs."),
    (RecursionError, r"", "recursion", "The function calls itself without an end."),
    (OverflowError, r"", "overflow-error", "math.exp raises for large numbers; np.exp gives inf."),
    (ZeroDivisionError, r"", "zero-division", "A divisor is 0 there."),
    (ModuleNotFoundError, r"", "import", "The module is not installed here; NumPy is enough."),
    (SystemExit, r"", "exit", "A function that leaves the program cannot return a result."),
)
SECOND_AXIS = "One number a row needs a second axis to meet the rows: keepdims=True or [:, None]."
PRODUCT_OR_AXIS = (
    "A vector with one number a row needs a second axis to meet its rows, [:, None]; or is a * meant to be @?"
)
ONE_SIZE = "np.arange takes one number and gets a whole array here; len or .shape gives the size."
# a matrix and one number for each of its rows
MATRIX_AND_COLUMN = re.compile(r"shapes \((\d+),\d+\) \((\d+),\)|shapes \((\d+),\) \((\d+),\d+\)")


def advice_on(error: BaseException, said: str, uses: Set[str] = frozenset()) -> tuple[str, str] | None:
    """(code, advice) for an error that said this in a line that uses these operators and attributes, or None."""
    for cls, pattern, code, advice in ADVICE:
        found = re.search(pattern, said) if isinstance(error, cls) else None
        if found is None:
            continue
        if code == "broadcast" and _one_a_row(said):
            return code, PRODUCT_OR_AXIS if uses & {"*", "*="} else SECOND_AXIS
        if code == "ambiguous" and ".arange" in uses:
            return code, ONE_SIZE
        return code, advice.format(*(group or "tuple" for group in found.groups())) if found.groups() else advice
    return None


def _one_a_row(said: str) -> bool:
    found = MATRIX_AND_COLUMN.search(said)
    sizes = [group for group in found.groups() if group] if found else []
    return len(sizes) == 2 and sizes[0] == sizes[1]
