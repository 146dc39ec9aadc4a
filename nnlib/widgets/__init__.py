"""Pictures of the book that the reader can move: one Python class and one ES module each.

>>> from nnlib.widgets import ActivationExplorer
>>> ActivationExplorer(function="tanh", z=1.0)
ActivationExplorer(function='tanh', z=1.0, alpha=0.01)
"""

try:
    import anywidget as _needed  # noqa: F401
except ImportError:
    raise ImportError(
        "nnlib.widgets needs anywidget and a notebook: pip install 'nnlib[widgets]'. A page of the book has its widgets "
        "already, without Python",
        name="anywidget",
    ) from None

from nnlib.widgets.activation_explorer import ActivationExplorer
from nnlib.widgets.backprop_stepper import BackpropStepper
from nnlib.widgets.base import Widget
from nnlib.widgets.bias_variance import BiasVariance
from nnlib.widgets.chain_rule_paths import ChainRulePaths
from nnlib.widgets.convolution import Convolution
from nnlib.widgets.cost_of_gradient import CostOfGradient
from nnlib.widgets.decision_regions import DecisionRegions
from nnlib.widgets.digit_recogniser import DigitRecogniser
from nnlib.widgets.forward_pass import ForwardPass
from nnlib.widgets.gradient_check import GradientCheck
from nnlib.widgets.gradient_descent import GradientDescent
from nnlib.widgets.jacobian_map import JacobianMap
from nnlib.widgets.linear_collapse import LinearCollapse
from nnlib.widgets.loss_explorer import LossExplorer
from nnlib.widgets.matrix_shapes import MatrixShapes
from nnlib.widgets.momentum_race import MomentumRace
from nnlib.widgets.mse_sigmoid_gradient import MseSigmoidGradient
from nnlib.widgets.neuron import Neuron
from nnlib.widgets.perceptron_trainer import PerceptronTrainer
from nnlib.widgets.sgd_noise import SgdNoise
from nnlib.widgets.softmax_bench import SoftmaxBench
from nnlib.widgets.taylor_step import TaylorStep
from nnlib.widgets.universal_approximation import UniversalApproximation
from nnlib.widgets.vanishing_gradients import VanishingGradients

#: Every widget by the name it has on a page and in a cell's metadata.
WIDGETS: dict[str, type[Widget]] = {
    widget.page_name: widget
    for widget in (
        Neuron,
        PerceptronTrainer,
        ActivationExplorer,
        SoftmaxBench,
        LossExplorer,
        MseSigmoidGradient,
        ForwardPass,
        LinearCollapse,
        UniversalApproximation,
        DecisionRegions,
        GradientDescent,
        TaylorStep,
        ChainRulePaths,
        BackpropStepper,
        MatrixShapes,
        GradientCheck,
        CostOfGradient,
        JacobianMap,
        VanishingGradients,
        SgdNoise,
        MomentumRace,
        BiasVariance,
        Convolution,
        DigitRecogniser,
    )
}

__all__ = [
    "WIDGETS",
    "ActivationExplorer",
    "BackpropStepper",
    "BiasVariance",
    "ChainRulePaths",
    "Convolution",
    "CostOfGradient",
    "DecisionRegions",
    "DigitRecogniser",
    "ForwardPass",
    "GradientCheck",
    "GradientDescent",
    "JacobianMap",
    "LinearCollapse",
    "LossExplorer",
    "MatrixShapes",
    "MomentumRace",
    "MseSigmoidGradient",
    "Neuron",
    "PerceptronTrainer",
    "SgdNoise",
    "SoftmaxBench",
    "TaylorStep",
    "UniversalApproximation",
    "VanishingGradients",
    "Widget",
]
