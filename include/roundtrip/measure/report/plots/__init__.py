"""Plots as inline SVG that take their colours from the page."""
