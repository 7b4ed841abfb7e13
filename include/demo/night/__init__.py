"""`make night`: the whole loop through the real DAGs in one process, on simulated people or on files of your own."""
