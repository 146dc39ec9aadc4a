"""The equations of the forward and the backward pass that every notation has to say, and scenes to hold them against."""

import lecture_networks

from nnlib.formula.names import book_vocabulary
from nnlib.formula.syntax.parser import parse

CORE = {
    "forward": r"z_i^{(l)} = \sum_{j=1}^{d_{l-1}} w_{ij}^{(l)} a_j^{(l-1)} + b_i^{(l)}",
    "forward, matrix": r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}",
    "activation": r"a_i^{(l)} = \varphi(z_i^{(l)})",
    "activation, vector": r"a^{(l)} = \varphi(z^{(l)})",
    "error": r"\delta_i^{(l)} = \frac{\partial \ell}{\partial z_i^{(l)}}",
    "backprop": r"\delta_i^{(l)} = \varphi'(z_i^{(l)}) \sum_k w_{ki}^{(l+1)} \delta_k^{(l+1)}",
    "backprop, units counted": r"\delta_j^{(l)} = \sum_{k=1}^{d_{l+1}} w_{kj}^{(l+1)} \delta_k^{(l+1)} \varphi'(z_j^{(l)})",
    "backprop, matrix": r"\delta^{(l)} = (W^{(l+1)})^\top \delta^{(l+1)} \odot \varphi'(z^{(l)})",
    "backprop, layer 2": r"\delta^{(2)} = (W^{(3)})^\top \delta^{(3)} \odot \varphi'(z^{(2)})",
    "weights": r"\frac{\partial \ell}{\partial w_{ij}^{(l)}} = \delta_i^{(l)} a_j^{(l-1)}",
    "biases": r"\frac{\partial \ell}{\partial b_i^{(l)}} = \delta_i^{(l)}",
    "weights, outer product": r"\nabla_{W^{(l)}} \ell = \delta^{(l)} (a^{(l-1)})^\top",
    "chain rule": r"\frac{\partial \ell}{\partial w_{ij}^{(l)}} = \frac{\partial \ell}{\partial z_i^{(l)}}"
    r" \frac{\partial z_i^{(l)}}{\partial w_{ij}^{(l)}}",
    "output": r"\hat y_k = a_k^{(L)}",
    "output error": r"\delta_k^{(L)} = (\hat y_k - t_k) \varphi'(z_k^{(L)})",
    "output error, slopes": r"\delta_k^{(L)} = \frac{\partial \ell}{\partial \hat y_k} \varphi'(z_k^{(L)})",
    "below the output": r"\delta^{(L-1)} = (W^{(L)})^\top \delta^{(L)} \odot \varphi'(z^{(L-1)})",
    "loss": r"\ell = \frac{1}{2} \sum_{k=1}^{d_L} (\hat y_k - t_k)^2 = \frac{1}{2} \Vert \hat y - t \Vert^2",
}
MEAN = r"\mathcal L = \frac{1}{N} \sum_{n=1}^{N} \ell_n"
SEEDS = (1, 2, 3)


def chains(latex):
    return parse(latex, book_vocabulary())


def book_scenes():
    return [lecture_networks.book(lecture_networks.Numbers(seed)) for seed in SEEDS]


def short(latex):
    """LaTeX without spaces and without braces around one letter."""
    return "".join(latex.split()).replace("_{k}", "_k")
