"""`python -m bench.engines`: see `run`."""

import sys

from bench.engines.run import main

sys.exit(main(sys.argv[1:]))
