"""What a customer will be worth: how often they buy (BG/NBD), how much they spend (Gamma-Gamma), and how sure we are."""
