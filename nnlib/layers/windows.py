"""Windows: the k x k patches of an image that convolution and pooling look at.

A square is k rows of k places, so one axis at a time is enough; and all windows are treated at once, because
what one place of the window sees, over all positions of the window, is a slice of the image with a step.
"""

from collections.abc import Iterator

import numpy as np

from nnlib._check import Array

Shape = tuple[int, ...]


def window_counts(who: str, shape: Shape, k: int, stride: int, padding: int = 0) -> tuple[int, int]:
    """(H', W'), how many windows of images (N, C, H, W) lie below and beside each other; ValueError if none fits."""
    height, width = shape[2:]
    least = k - 2 * padding
    if height < least or width < least:
        raise ValueError(f"{who} expects images of at least {least}x{least}, got {height}x{width}")
    return (height - least) // stride + 1, (width - least) // stride + 1


def along(images: Array, k: int, stride: int, axis: int) -> Iterator[Array]:
    """For each of the k places of a window along one axis, what it sees over all positions: views into images.

    >>> row = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    >>> [seen.tolist() for seen in along(row, 3, 2, axis=0)]
    [[1.0, 3.0], [2.0, 4.0], [3.0, 5.0]]
    """
    count = (images.shape[axis] - k) // stride + 1
    before = (slice(None),) * axis
    for place in range(k):
        yield images[(*before, slice(place, place + stride * count, stride))]


def places(images: Array, k: int, stride: int) -> Iterator[Array]:
    """For each of the k k places of a window, in reading order, what it sees: views (N, C, H', W').

    >>> [seen.ravel().tolist() for seen in places(np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]]), 2, 1)]
    [[1.0, 2.0], [2.0, 3.0], [4.0, 5.0], [5.0, 6.0]]
    """
    for rows in along(images, k, stride, axis=2):
        yield from along(rows, k, stride, axis=3)


def unfold(images: Array, k: int, stride: int) -> Array:
    """Every window as a column: (N, C, H, W) gives (N, C k k, H' W'), the matrix that filters are multiplied with.

    >>> unfold(np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]]), 2, 1)[0]
    array([[1., 2.],
           [2., 3.],
           [4., 5.],
           [5., 6.]])
    """
    strips = np.stack(list(along(images, k, stride, axis=3)), axis=2)  # (N, C, k, H, W')
    windows = np.stack(list(along(strips, k, stride, axis=3)), axis=2)  # (N, C, k, k, H', W')
    samples, channels, _, _, rows, columns = windows.shape
    return windows.reshape(samples, channels * k * k, rows * columns)


def fold(unfolded: Array, shape: Shape, k: int, stride: int) -> Array:
    """The transpose of `unfold`: each entry is added to the pixel of images (N, C, H, W) that it was a copy of.

    >>> fold(np.array([[[1.0, 2.0], [2.0, 3.0], [4.0, 5.0], [5.0, 6.0]]]), (1, 1, 2, 3), 2, 1)[0, 0]
    array([[ 1.,  4.,  3.],
           [ 4., 10.,  6.]])
    """
    samples, channels, height, _ = shape
    rows, columns = window_counts("fold", shape, k, stride)
    windows = unfolded.reshape(samples, channels, k, k, rows, columns)
    strips = np.zeros((samples, channels, k, height, columns), unfolded.dtype)
    for i, seen in enumerate(along(strips, k, stride, axis=3)):
        seen += windows[:, :, i]
    images = np.zeros(shape, unfolded.dtype)
    for j, seen in enumerate(along(images, k, stride, axis=3)):
        seen += strips[:, :, j]
    return images


def padded(images: Array, width: int) -> Array:
    """The images with a frame of zeros of this width."""
    return np.pad(images, ((0, 0), (0, 0), (width, width), (width, width))) if width else images
