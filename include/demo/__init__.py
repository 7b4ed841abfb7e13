"""What makes Roundtrip tryable without an account anywhere: a simulated population and local providers.

Not in the production image; nothing but the command line and the tests may import it.
"""
