"""What a gradient check found, as a value that is true or false and can be read."""

from dataclasses import dataclass

Index = tuple[int, ...]


@dataclass(frozen=True, repr=False)
class GradReport:
    """What `gradcheck` found; true if `ok`. `print(report)` says it in words.

    `index` is the entry with the largest error, and these are its values:

        analytic    the gradient given
        numeric     the difference quotient
        error       |analytic - numeric| relative to the larger of the two, as `gradcheck` says; `ok`: <= `tolerance`
        rounding    what rounding alone may change the quotient by

    `lecture_closeness` (Cui's) and `bounded_closeness` compare the two gradients as a whole. `kinks` lists the entries
    where f has a kink or a jump within the step, and the gradient given lies between the slopes on both sides.

    >>> from nnlib.checking import gradcheck
    >>> report = gradcheck(lambda w: w[0] * w[1], [2.0, 2.0], [2.0, 3.0])
    >>> report.ok, report.index, round(report.error, 3)
    (False, (0,), 0.333)
    >>> report
    <gradient WRONG: largest error 3.3e-01 (tolerance 1e-05) at index (0,)>
    """

    ok: bool
    index: Index
    analytic: float
    numeric: float
    error: float
    tolerance: float
    rounding: float
    lecture_closeness: float
    bounded_closeness: float
    kinks: tuple[Index, ...] = ()

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        verdict = "gradient agrees" if self.ok else "gradient WRONG"
        lines = [
            f"{verdict}: largest error {self.error:.1e} (tolerance {self.tolerance:.0e}) at index {self.index}",
            f"  analytic {self.analytic:.9g}, numeric {self.numeric:.9g} (give or take {self.rounding:.0e})",
            f"  as a whole: bounded closeness {self.bounded_closeness:.1e}, Cui's {self.lecture_closeness:.1e}",
        ]
        if self.kinks:
            first = ", ".join(map(str, self.kinks[:3])) + (", ..." if len(self.kinks) > 3 else "")
            lines.append(f"  at a kink, where any slope between both sides is right: {len(self.kinks)} ({first})")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<{str(self).splitlines()[0]}>"  # many of them stand in what `check_gradients` returns
