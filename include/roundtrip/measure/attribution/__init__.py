"""Which touches brought a conversion, where a rule in SQL cannot say it: the Markov removal effect."""
