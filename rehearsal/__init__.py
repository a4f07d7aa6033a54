"""The rehearsal: the whole pipeline on this machine, deployed and run for real but for Bedrock.

The AWS around it is embedded (MiniStack), the CDK CLI is the real one, and Bedrock is a stand-in: a
small model trained on this machine, whose answers say nothing about Nova.
"""

import os

# The stand-in answers several requests side by side. On top of that, BLAS threads of its own would
# spin for matrices this small: a comparison took 80 s with them and 4 s without. NumPy reads this
# once, when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
