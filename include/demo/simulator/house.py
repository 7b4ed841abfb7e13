"""Puts a simulated shop together: everybody in it, and every room that tells something of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from demo.simulator import calendar
from demo.simulator.ad_views import AdViews
from demo.simulator.anonymous import Anonymous
from demo.simulator.attributes import Attributes
from demo.simulator.changes import Changes
from demo.simulator.contacts import Contacts
from demo.simulator.event_lines import EventLines
from demo.simulator.humans import Humans
from demo.simulator.installs import Installs
from demo.simulator.orders import Orders
from demo.simulator.outside.calls import Calls
from demo.simulator.outside.former_sender import FormerSender
from demo.simulator.outside.leads import Leads
from demo.simulator.outside.loyalty import Loyalty
from demo.simulator.outside.someone import Directory
from demo.simulator.outside.strangers import Strangers
from demo.simulator.outside.web import Web
from demo.simulator.places import ZONES
from demo.simulator.population import Population
from demo.simulator.postbacks import Postbacks
from demo.simulator.registrations import Registrations
from demo.simulator.registry import Registry
from demo.simulator.reviews import Reviews
from demo.simulator.shared_devices import SharedDevices
from demo.simulator.shops import Shops
from demo.simulator.streams import Streams
from demo.simulator.subscriptions import Subscriptions
from demo.simulator.today import Room
from demo.simulator.uninstalls import Uninstalls


@dataclass(frozen=True)
class House:
    """What a simulation needs to write days."""

    rooms: list[Room]
    event_lines: EventLines
    humans: Humans


def furnish(people: Population, contacts: Contacts, streams: Streams, days: tuple[date, date, date]) -> House:
    """`days`: the first one, that of the first night, and the last on which anybody installs."""
    first_day, first_night, last_day = days
    until = calendar.midnight(last_day + timedelta(days=1), ZONES[0])
    attributes = Attributes(people, streams)
    strangers = Strangers(len(people), streams)
    directory = Directory(people, contacts, attributes, strangers.everybody())
    subscriptions = Subscriptions(people, streams)
    registry = Registry(people, contacts, attributes, subscriptions, streams)
    installs = Installs(people, attributes, streams)
    changes = Changes(registry, streams, first_day)
    shops = Shops(people, streams, [other.loyalty_card for other in directory.strangers if other.loyalty_card])
    leads = Leads(directory, strangers.leads(), streams, first_day, until)
    anonymous, shared = Anonymous(installs, streams), SharedDevices(people, first_day, first_night)
    rooms: list[Room] = [
        Registrations(registry, installs, subscriptions, changes),
        anonymous,
        shared,
        Orders(people, streams),
        subscriptions,
        AdViews(people, subscriptions, streams),
        Reviews(people, streams),
        Uninstalls(people, streams),
        Postbacks(people, streams),
        shops,
        Loyalty(directory, shops, streams, first_day),
        Web(directory, streams, first_day, until),
        leads,
        Calls(people, contacts, leads.leads, streams),
        FormerSender(directory, streams, first_day),
    ]
    return House(rooms, EventLines(people, attributes), Humans(directory, changes, shared, anonymous))
