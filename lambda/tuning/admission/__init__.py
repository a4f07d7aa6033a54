"""Admission: fetch what was dropped, have it judged, freeze what is admitted, price the run."""
