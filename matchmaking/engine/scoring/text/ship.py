"""Make ``reference_e5.npz`` anew, after the reference texts or the weights have changed.

``python -m matchmaking.engine.scoring.text.ship`` takes about twenty seconds and writes the
same bytes each time.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .blend import BlendedEncoder
from .reference import FILE, compute


def main() -> None:
    """Encode the reference texts and write their means and knots beside this module."""
    encoder = BlendedEncoder()
    computed = compute(encoder)
    np.savez_compressed(
        Path(__file__).with_name(FILE),
        encoder=np.array(f"{encoder.name}/{encoder.version}"),
        means=np.stack(list(computed.means.values())).astype(np.int32),
        knots=np.array(computed.calibration.knots),
    )


if __name__ == "__main__":
    main()
