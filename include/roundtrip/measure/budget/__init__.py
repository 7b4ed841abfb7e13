"""Where the next money should go: what more of it returns by campaign, and the shifts the evidence bears out."""
