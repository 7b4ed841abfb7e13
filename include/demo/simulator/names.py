"""What people are called, by the language they use the app in."""

from __future__ import annotations

FIRST_NAMES = {
    "de": ("Anna", "Jürgen", "Lena", "Max", "Sophie", "Paul", "Käthe", "Jonas", "Mia", "Felix", "Zoë", "Björn", "Emma", "Ümit", "Clara", "Leon"),
    "en": ("Olivia", "Jack", "Amelia", "Noah", "Grace", "Liam", "Chloe", "Mason", "Ruby", "D'Arcy", "Ella", "Mary-Ann", "Logan", "Ava", "Owen", "Zara"),
    "fr": ("Camille", "Hugo", "Zoé", "Louis", "Inès", "Jules", "Chloé", "François", "Manon", "Gaël", "Léa", "Théo", "Jean-Luc", "Éloïse", "Noé", "Anaïs"),
}  # fmt: skip

LAST_NAMES = {
    "de": ("Müller", "Schmidt", "Weiß", "Fischer", "von Arnim", "Großmann", "Wagner", "Schäfer", "Yavuz", "Nowak", "Hofer", "Keller", "Brandt", "Kühn"),
    "en": ("Smith", "O'Neill", "Taylor", "Patel", "Johnson", "García", "Brown", "McGregor", "Williams", "Lee", "Okafor", "Walker", "Fox", "Price-Hall"),
    "fr": ("Martin", "Lefèvre", "Dubois", "Moreau", "D'Aubigné", "Petit", "Benali", "Roux", "Fournier", "Girard", "Lambert", "Noël", "Traoré", "Besson"),
}  # fmt: skip
