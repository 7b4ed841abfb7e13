"""The public process: webhooks, app receipts, unsubscribe links. It acts as the webhook role and as nobody else."""
