import numpy as np
from functools import lru_cache
from zlib import crc32
from rehearsal.bedrock.model import pretraining, decoding, training
from rehearsal.bedrock.model.features import Features
from rehearsal.bedrock.model.tokenizer import Tokenizer
from rehearsal.bedrock.model.adapter import Adapter

class LanguageModel:
    def __init__(self, base_model_id, features, weights):
        self.base_model_id=base_model_id; self.features=features; self.weights=weights
    @classmethod
    def base(cls, base_model_id):
        return _base(base_model_id)
    def fine_tune(self, records, validation, *, hyperparameters, on_step=lambda s: True):
        g=np.random.default_rng(7)
        f=self.features
        return training.fit(f,self.weights,Adapter.untrained(self.base_model_id,self.weights,g),[f.example(r) for r in records],[f.example(r) for r in validation],hyperparameters=training.Hyperparameters.read(hyperparameters),generator=g,on_step=on_step)
    def with_adapter(self, adapter):
        return LanguageModel(self.base_model_id,self.features,adapter.added_to(self.weights))
    def answer(self, conversation, *, max_tokens):
        return decoding.answer(self.features,self.weights,conversation,max_tokens=max_tokens)

@lru_cache
def _base(base_model_id):
    convs=list(pretraining.corpus())
    texts=[x for c in convs for x in (c.system,*(t.text for t in c.turns))]
    tok=Tokenizer([*texts, (pretraining.CORPUS/'words.txt').read_text()])
    g=np.random.default_rng(crc32(base_model_id.encode()))
    f=Features(tok,texts,g)
    w=pretraining.pretrain(f,[f.example(c) for c in convs],g)
    return LanguageModel(base_model_id,f,w)
