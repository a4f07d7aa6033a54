"""Reference data: base models, their hyperparameters, and the models that judge answers."""
