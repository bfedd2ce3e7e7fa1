"""Runs a Python program under the tracer: ``python3 TRACER_FOLDER SCRIPT.py [ARGUMENT ...]``."""

import sys

from coroscope_tracer.main import main

if __name__ == "__main__":
    sys.exit(main())
