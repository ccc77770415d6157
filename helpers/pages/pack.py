"""What is recorded becomes text: JSON and arrays of whole numbers, deflated, in base64."""

import base64
import json
import zlib

import numpy as np


def packed(head, arrays):
    """The text of a head, which JSON can hold, and of arrays of whole numbers of 16 bits, signed or not.

    Its bytes: how long the head is, in 4; the head, to which the lengths of the arrays are added; then the arrays.
    """
    head = json.dumps({**head, "lengths": [len(array) for array in arrays]}, ensure_ascii=False, separators=(",", ":"))
    raw = b"".join([len(head.encode()).to_bytes(4, "little"), head.encode(), *map(steps, arrays)])
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(deflate.compress(raw) + deflate.flush()).decode()


def steps(array):
    """From each number to the next, modulo 2**16, and 0, -1, 1, -2 as 0, 1, 2, 3; first low bytes, then high ones.

    Neighbours are alike, so most high bytes are 0, and deflate makes little of them.
    """
    step = (np.diff(np.asarray(array, dtype=np.int64), prepend=0) + 2**15) % 2**16 - 2**15
    folded = np.where(step < 0, -2 * step - 1, 2 * step)
    return (folded & 255).astype(np.uint8).tobytes() + (folded >> 8).astype(np.uint8).tobytes()
