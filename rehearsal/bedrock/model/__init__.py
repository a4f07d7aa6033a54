"""A small language model in numpy, which stands in for the foundation models of Bedrock."""
from rehearsal.bedrock.model.adapter import Adapter
from rehearsal.bedrock.model.conversation import Answer, Conversation, Turn
from rehearsal.bedrock.model.language_model import LanguageModel
from rehearsal.bedrock.model.training import Step, Training

__all__ = ["Adapter", "Answer", "Conversation", "LanguageModel", "Step", "Training", "Turn"]
