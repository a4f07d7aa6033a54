"""The language model behind the stand-in: small, in numpy, and really trained.

It is no foundation model. It has a tokenizer, weights pretrained on a corpus of some thousand
words, low-rank adapters that fine-tuning fits by gradient descent, and greedy decoding, so that
losses and answers are consequences of a dataset. What it scores says nothing about the model whose
place it takes.
"""

import os

# More threads cost more than they give with matrices this small, and starve what runs beside them.
# numpy's BLAS reads this once, when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from rehearsal.bedrock.model.adapter import Adapter
from rehearsal.bedrock.model.conversation import Answer, Conversation, Turn
from rehearsal.bedrock.model.language_model import LanguageModel
from rehearsal.bedrock.model.training import Step, Training

__all__ = ["Adapter", "Answer", "Conversation", "LanguageModel", "Step", "Training", "Turn"]
