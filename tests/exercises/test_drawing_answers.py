"""An answer that draws leaves no figure behind, and closes none of the reader's."""

import matplotlib.pyplot as plt
import numpy as np

from nnlib.exercises import check


def test_figures_are_closed_and_others_left_open():
    plt.switch_backend("agg")
    mine = plt.figure()

    def draws(z):
        plt.figure()
        return np.maximum(z, 0)

    assert check("relu", draws).passed
    assert plt.get_fignums() == [mine.number]
    plt.close(mine)
