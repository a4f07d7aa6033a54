"""Training: the base models, their hyperparameters, the job and its loss curves."""
