"""A population whose true answers are known: it installs, uses, buys, leaves, and reacts to the messages it gets."""

from demo.simulator.effects import EFFECTS, Effect
from demo.simulator.humans import Identifier
from demo.simulator.messages import ProviderEvent, ReceivedMessage, received_messages
from demo.simulator.simulation import Simulation

__all__ = ["EFFECTS", "Effect", "Identifier", "ProviderEvent", "ReceivedMessage", "Simulation", "received_messages"]
