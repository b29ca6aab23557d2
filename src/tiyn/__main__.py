"""`python -m tiyn` is the command `tiyn`."""

import sys

from tiyn.cli import main

sys.exit(main())
